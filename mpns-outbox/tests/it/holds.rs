use std::time::Duration;

use mpns_outbox::{Event, Hold, Output};
use mpns_proto::{Jitter, RetryAfter};

use crate::story::{Story, queue_full, status, uri};

#[test]
fn an_inactive_phone_is_tried_an_hour_later() {
    let mut story = Story::new();
    story.push("h/a", "one");
    assert_eq!(story.next(), "send one to h/a, 1");
    story.answer_with(&status(412), Jitter::MAX);
    assert_eq!(story.all(), ["hold h/a 3660, Reply(DeviceInactive)", "wait 3660"]);
    story.push("h/a", "two");
    story.pass(3659.9);
    assert_eq!(story.next(), format!("wait {}", 0.1_f64));
    story.pass(0.1);
    assert_eq!(story.all(), ["send one to h/a, 2", "wait 82740"]);
}

#[test]
fn waits_by_outcome() {
    let later = |reply: mpns_proto::Reply, seconds| {
        reply.with_retry_after(RetryAfter::Delay(Duration::from_secs(seconds)))
    };
    for (reply, jitter, waits) in [
        (status(412), Jitter::NONE, vec![3660, 3660, 3660]),
        (status(406), Jitter::MAX, vec![3600, 3600]),
        (status(429), Jitter::NONE, vec![3600]),
        (queue_full(), Jitter::NONE, vec![240, 480, 960, 1920, 1920]),
        (queue_full(), Jitter::MAX, vec![300, 600, 1200, 2400, 2400]),
        (status(503), Jitter::NONE, vec![240, 480]),
        (later(status(503), 300), Jitter::NONE, vec![300, 480]),
        (later(status(503), 299), Jitter::MAX, vec![300]),
        (later(status(412), 7200), Jitter::MAX, vec![7200, 7200]),
        (later(status(412), 10), Jitter::NONE, vec![3660]),
    ] {
        let mut story = Story::new();
        story.push("h/a", "one");
        for wait in waits {
            assert!(story.next().starts_with("send one"));
            story.answer_with(&reply, jitter);
            let held = story.next();
            assert!(held.starts_with(&format!("hold h/a {wait},")), "{held} {reply:?}");
            assert_eq!(story.next(), format!("wait {wait}"));
            story.pass(f64::from(wait));
        }
    }
}

#[test]
fn a_success_begins_the_waits_anew() {
    let mut story = Story::new();
    story.push("h/a", "one");
    story.push("h/a", "two");
    story.next();
    story.answer(&queue_full());
    assert_eq!(story.all()[1], "wait 240");
    story.pass(240.0);
    story.next();
    story.answer(&status(200));
    story.all();
    story.answer(&queue_full());
    assert_eq!(story.all()[0], "hold h/a 240, Reply(QueueFull)");
}

#[test]
fn a_hold_outlasts_its_jobs() {
    let mut story = Story::new();
    let mut job = mpns_outbox::Job::new(uri("h/a"), "one");
    job.deadline = Some(Duration::from_secs(60));
    story.push_job(job);
    story.next();
    story.answer(&status(412));
    assert_eq!(
        story.all(),
        ["hold h/a 3660, Reply(DeviceInactive)", "one DeadlinePassed, 1", "idle"]
    );
    story.push("h/a", "two");
    assert_eq!(story.all(), ["wait 3660"]);
    story.pass(3660.0);
    assert_eq!(story.next(), "send two to h/a, 1");
    story.answer(&status(200));
    story.all();
    assert_eq!((story.outbox.channels(), story.outbox.hosts()), (0, 0), "nothing is left");
}

#[test]
fn what_was_held_before_a_restart_is_held() {
    let hour = Duration::from_secs(3600);
    for (passed, wait) in [(0, 3600), (600, 3000), (3599, 1), (-600, 3600)] {
        let mut story = Story::new();
        story.pass(100_000.0);
        let since = match u64::try_from(passed) {
            Ok(passed) => story.now.wall - Duration::from_secs(passed),
            Err(_) => story.now.wall + Duration::from_secs(600),
        };
        let hold = Hold { since, length: hour };
        story.outbox.restore_hold(&uri("h/a"), hold, story.now).unwrap();
        story.push("h/a", "one");
        assert_eq!(story.all(), [format!("wait {wait}")]);
        story.pass(f64::from(wait));
        assert_eq!(story.next(), "send one to h/a, 1");
    }
}

#[test]
fn a_hold_that_is_over_is_nothing() {
    let mut story = Story::new();
    let hold = Hold { since: story.now.wall, length: Duration::from_secs(60) };
    story.pass(60.0);
    story.outbox.restore_hold(&uri("h/a"), hold, story.now).unwrap();
    assert_eq!(story.outbox.channels(), 0);
}

#[test]
fn a_channel_in_flight_can_be_held() {
    let mut story = Story::new();
    story.push("h/a", "one");
    story.push("h/a", "two");
    story.next();
    let hold = Hold { since: story.now.wall, length: Duration::from_secs(60) };
    story.outbox.restore_hold(&uri("h/a"), hold, story.now).unwrap();
    story.answer(&status(200));
    assert_eq!(story.all(), ["one Accepted, 1", "wait 60"]);
}

/// For a sender with more jobs than memory, who keeps holds elsewhere.
#[test]
fn a_released_channel_is_forgotten_and_goes_on_where_it_was() {
    let mut story = Story::new();
    story.push("h/a", "one");
    story.push("h/a", "two");
    story.next();
    story.answer(&queue_full());
    let Output::Event(Event::Held(held)) = story.outbox.poll(story.now) else { panic!("a hold") };
    assert_eq!((held.hold.length.as_secs(), held.backoffs), (240, 1));
    story.outbox.release_channel(&uri("h/a"), story.now);
    assert_eq!(story.all(), ["one Cancelled unsent, 1", "two Cancelled unsent, 0", "idle"]);
    assert_eq!((story.outbox.channels(), story.outbox.hosts()), (0, 0));

    story.pass(240.0);
    story.push("h/a", "one");
    story.outbox.restore_backoffs(&uri("h/a"), held.backoffs);
    assert_eq!(story.next(), "send one to h/a, 1");
    story.push("h/a", "two");
    // What is in flight is still waited for, and is held by the rule.
    story.outbox.release_channel(&uri("h/a"), story.now);
    assert_eq!(story.all(), ["two Cancelled unsent, 0", "idle"]);
    story.answer(&queue_full());
    assert_eq!(story.all(), ["hold h/a 480, Reply(QueueFull)", "wait 480"]);
    story.outbox.release_channel(&uri("h/nobody"), story.now);
    story.outbox.restore_backoffs(&uri("h/nobody"), 1);
    assert_eq!(story.outbox.channels(), 1);
}
