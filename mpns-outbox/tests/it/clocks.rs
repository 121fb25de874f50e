use std::time::{Duration, SystemTime};

use mpns_proto::RetryAfter;

use crate::story::{Story, status};

const YEARS: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

#[test]
fn a_calendar_that_jumps_changes_no_hold() {
    for jump in [SystemTime::UNIX_EPOCH, SystemTime::UNIX_EPOCH + YEARS] {
        let mut story = Story::new();
        story.now.wall += YEARS / 2;
        story.push("h/a", "one");
        story.next();
        story.answer(&status(412));
        story.all();
        story.now.wall = jump;
        assert_eq!(story.next(), "wait 3660");
        story.pass(3659.0);
        assert_eq!(story.next(), "wait 1");
        story.pass(1.0);
        assert_eq!(story.next(), "send one to h/a, 2");
    }
}

#[test]
fn a_date_is_read_by_the_calendar() {
    let mut story = Story::new();
    let date = RetryAfter::Until(story.now.wall + Duration::from_secs(5000));
    story.push("h/a", "one");
    story.next();
    story.answer(&status(412).with_retry_after(date));
    assert_eq!(story.all()[1], "wait 5000");
}

#[test]
fn a_monotonic_clock_that_goes_back_goes_on_from_there() {
    let mut story = Story::new();
    story.now.monotonic += YEARS;
    story.push("h/a", "one");
    story.next();
    story.answer(&status(412));
    story.all();
    story.pass(60.0);
    assert_eq!(story.next(), "wait 3600");
    story.now.monotonic -= YEARS;
    assert_eq!(story.next(), "wait 3600");
    story.pass(3600.0);
    assert_eq!(story.next(), "send one to h/a, 2");
}

#[test]
fn holds_end_with_whole_seconds_and_never_sooner() {
    let mut story = Story::new();
    story.push("h/a", "one");
    story.pass(0.75);
    story.next();
    story.answer(&status(406));
    assert_eq!(story.all()[1], "wait 3600.25");
    story.pass(3600.0);
    assert_eq!(story.next(), "wait 0.25");
    story.pass(0.25);
    assert_eq!(story.next(), "send one to h/a, 2");
}

#[test]
fn the_longest_wait_is_not_forever() {
    let mut story = Story::new();
    let mut job = mpns_outbox::Job::new(crate::story::uri("h/a"), "one");
    job.deadline = None;
    story.push_job(job);
    story.next();
    story.answer(&status(503).with_retry_after(RetryAfter::Delay(RetryAfter::LONGEST)));
    assert_eq!(story.all()[1], format!("wait {}", RetryAfter::LONGEST.as_secs()));
}
