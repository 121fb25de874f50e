use std::io;

use super::*;

fn answer() -> Answer {
    Ok([([10, 0, 0, 1], 0).into()].into())
}

fn look_up(name: &str) -> Next {
    Next::LookUp(name.to_owned())
}

/// The number of a waiter, and whether a thread has to be started for it.
fn ask(
    names: &mut Names<&'static str>,
    name: &str,
    who: &'static str,
    now: Instant,
) -> (u64, bool) {
    match names.ask(name, &who, now) {
        Asked::Waiting { number, starts_thread } => (number, starts_thread),
        Asked::Kept(answer) => panic!("{name} is kept: {answer:?}"),
    }
}

fn is_kept(names: &mut Names<&'static str>, name: &str, now: Instant) -> bool {
    match names.ask(name, &"", now) {
        Asked::Kept(_) => true,
        Asked::Waiting { number, .. } => {
            names.leave(name, number);
            false
        }
    }
}

#[test]
fn all_who_ask_for_a_name_share_one_lookup() {
    let (mut names, now) = (Names::default(), Instant::now());
    assert!(ask(&mut names, "a", "1", now).1);
    assert!(!ask(&mut names, "a", "2", now).1);
    assert_eq!(names.next(), look_up("a"));
    assert!(!ask(&mut names, "a", "3", now).1);
    let mut waiters: Vec<_> = names.answered("a".into(), &answer(), now).collect();
    waiters.sort_unstable();
    assert_eq!(waiters, ["1", "2", "3"]);
    assert_eq!(names.next(), Next::End);
    assert!(ask(&mut names, "b", "1", now).1, "the thread has ended");
}

#[test]
fn a_thread_is_started_for_each_name_up_to_the_bound() {
    let (mut names, now) = (Names::default(), Instant::now());
    for number in 0..2 * MAX_LOOKUPS {
        let (_, starts_thread) = ask(&mut names, &number.to_string(), "", now);
        assert_eq!(starts_thread, number < MAX_LOOKUPS, "{number}");
    }
    for number in 0..MAX_LOOKUPS {
        assert_eq!(names.next(), look_up(&number.to_string()));
    }
    // The same threads go on with the others, in the order in which they were asked for.
    for number in 0..2 * MAX_LOOKUPS {
        assert_eq!(names.answered(number.to_string(), &answer(), now).count(), 1);
        let next = number + MAX_LOOKUPS;
        let expected = if next < 2 * MAX_LOOKUPS { look_up(&next.to_string()) } else { Next::End };
        assert_eq!(names.next(), expected);
    }
    assert!(ask(&mut names, "a", "", now).1);
    assert_eq!(names.next(), look_up("a"));
    assert_eq!(names.answered("a".into(), &answer(), now).count(), 1);
    // It is about to ask for the next name.
    assert!(!ask(&mut names, "b", "", now).1);
}

#[test]
fn a_name_that_nobody_waits_for_any_more_is_not_looked_up() {
    let (mut names, now) = (Names::default(), Instant::now());
    let (first, _) = ask(&mut names, "begun", "", now);
    assert_eq!(names.next(), look_up("begun"));
    let (second, _) = ask(&mut names, "queued", "", now);
    let (third, _) = ask(&mut names, "queued", "", now);
    names.leave("begun", first);
    names.leave("queued", second);
    names.leave("queued", second);
    names.leave("unknown", 0);
    assert_eq!(names.queue, ["queued"]);
    names.leave("queued", third);
    assert_eq!(names.next(), Next::End);
    // The one that has begun goes on, and serves those who come later.
    assert!(!ask(&mut names, "begun", "late", now).1);
    assert_eq!(names.answered("begun".into(), &answer(), now).collect::<Vec<_>>(), ["late"]);
}

#[test]
fn answers_are_kept_for_seconds_and_failures_for_one() {
    let failed = |error: io::Error| Err(LookupError::Failed(Arc::new(error)));
    let refused = Err(LookupError::NoThread(Arc::new(io::ErrorKind::WouldBlock.into())));
    let out_of_descriptors = failed(io::Error::from_raw_os_error(24));
    for (name, answer, time) in [
        ("known", answer(), NAME_KEPT),
        ("unknown", failed(io::ErrorKind::NotFound.into()), FAILURE_KEPT),
        ("empty", Err(LookupError::NoAddress), FAILURE_KEPT),
        ("refused", refused, Duration::ZERO),
        #[cfg(unix)]
        ("out of descriptors", out_of_descriptors, Duration::ZERO),
    ] {
        let (mut names, now) = (Names::default(), Instant::now());
        let _ = ask(&mut names, name, "", now);
        assert_eq!(names.next(), look_up(name));
        assert_eq!(names.answered(name.into(), &answer, now).count(), 1);
        let before = time.saturating_sub(Duration::from_nanos(1));
        assert_eq!(is_kept(&mut names, name, now + before), !time.is_zero(), "{name}");
        assert!(!is_kept(&mut names, name, now + time), "{name}");
    }
}

#[test]
fn a_bounded_number_of_answers_is_kept() {
    let (mut names, now) = (Names::<&str>::default(), Instant::now());
    for number in 0..2 * MAX_KEPT {
        assert_eq!(names.answered(number.to_string(), &answer(), now).count(), 0);
    }
    assert!(is_kept(&mut names, "0", now) && !is_kept(&mut names, &MAX_KEPT.to_string(), now));
    // Those that are too old make room.
    let later = now + NAME_KEPT;
    assert_eq!(names.answered("later".into(), &answer(), later).count(), 0);
    assert!(is_kept(&mut names, "later", later) && names.kept.len() == 1);
}

#[test]
fn a_refused_thread_fails_those_who_wait_if_no_other_runs() {
    let (mut names, now) = (Names::default(), Instant::now());
    assert!(ask(&mut names, "a", "1", now).1);
    assert_eq!(names.next(), look_up("a"));
    assert!(ask(&mut names, "b", "2", now).1);
    assert_eq!(names.thread_refused(), [""; 0]);
    // Another try, for the same queue.
    assert!(ask(&mut names, "b", "3", now).1);
    assert_eq!(names.thread_refused(), [""; 0]);
    // The thread that runs takes it.
    assert_eq!(names.answered("a".into(), &answer(), now).collect::<Vec<_>>(), ["1"]);
    assert_eq!(names.next(), look_up("b"));
    assert_eq!(names.answered("b".into(), &answer(), now).count(), 2);
    assert_eq!(names.next(), Next::End);
    // Two are refused at the same time.
    assert!(ask(&mut names, "c", "4", now).1);
    assert!(ask(&mut names, "d", "5", now).1);
    assert_eq!(names.thread_refused(), [""; 0]);
    let mut failed = names.thread_refused();
    failed.sort_unstable();
    assert_eq!(failed, ["4", "5"]);
    assert!(ask(&mut names, "c", "6", now).1);
}

#[test]
fn one_thread_is_kept_while_it_is_reserved() {
    let (mut names, now) = (Names::default(), Instant::now());
    assert!(names.reserve() && !names.reserve());
    assert_eq!(names.next(), Next::Wait);
    // It takes the next name, and a second thread the one after that.
    assert!(!ask(&mut names, "a", "", now).1);
    assert!(ask(&mut names, "b", "", now).1);
    for name in ["a", "b"] {
        assert_eq!(names.next(), look_up(name));
        assert_eq!(names.answered(name.into(), &answer(), now).count(), 1);
    }
    assert_eq!([names.next(), names.next()], [Next::End, Next::Wait]);
    names.release();
    assert_eq!(names.next(), Next::Wait);
    names.release();
    assert_eq!(names.next(), Next::End);
}
