use std::num::NonZeroU16;
use std::time::Duration;

use mpns_outbox::{Failure, Job};
use mpns_proto::http::StatusCode;
use mpns_proto::{Jitter, NotificationStatus, Reply};

use crate::story::{Story, expired, queue_full, status, unknown, unsent, uri};

#[test]
fn what_is_final_is_final() {
    let wns = status(404).with_wns();
    let suppressed = status(200).with_notification_status(NotificationStatus::Suppressed);
    for (reply, end) in [
        (status(200), "Accepted"),
        (status(202), "Accepted"),
        (suppressed, "Refused(Suppressed)"),
        (status(400), "Refused(BadRequest)"),
        (status(401), "Refused(Unauthorized)"),
        (status(403), "Refused(Forbidden)"),
        (status(405), "Refused(MethodNotAllowed)"),
        (status(413), "Refused(TooLarge)"),
        (status(302), "Refused(Unrecognized)"),
        (wns, "Refused(WrongService)"),
    ] {
        let mut story = Story::new();
        story.push("h/a", "one");
        story.push("h/a", "two");
        story.next();
        story.answer(&reply);
        let next = story.next();
        assert_eq!(next, format!("one {end}, 1"));
        assert_eq!(story.next(), "send two to h/a, 1", "{end}");
    }
}

#[test]
fn an_expired_channel_ends_all_its_jobs_one_a_poll() {
    for reply in [expired(), status(404), status(410)] {
        let mut story = Story::new();
        for name in ["one", "two", "three"] {
            story.push("h/a", name);
        }
        story.push("h/b", "other");
        assert_eq!(story.next(), "send one to h/a, 1");
        story.answer(&reply);
        assert_eq!(story.next(), "expired h/a");
        assert_eq!(story.next(), "one ChannelExpired, 1");
        assert_eq!(story.outbox.jobs(), 3);
        assert_eq!(story.next(), "two ChannelExpired unsent, 0");
        assert_eq!(story.outbox.jobs(), 2);
        // The app asked for a channel again, and got the same.
        story.push("h/a", "four");
        assert_eq!(story.next(), "three ChannelExpired unsent, 0");
        assert_eq!(story.next(), "send other to h/b, 1");
        assert_eq!(story.next(), "send four to h/a, 1");
    }
}

#[test]
fn attempts_are_a_bound() {
    let mut story = Story::new();
    let mut job = Job::new(uri("h/a"), "one");
    job.attempts = NonZeroU16::new(2);
    story.push_job(job);
    story.next();
    story.answer(&queue_full());
    story.all();
    story.pass(240.0);
    assert_eq!(story.next(), "send one to h/a, 2");
    story.answer(&queue_full());
    assert_eq!(story.all(), ["hold h/a 480, Reply(QueueFull)", "one AttemptsReached, 2", "idle"]);
}

#[test]
fn a_job_ends_at_its_deadline() {
    let mut story = Story::new();
    story.push("h/a", "first");
    story.next();
    let mut job = Job::new(uri("h/a"), "late");
    job.deadline = Some(Duration::from_millis(2900));
    story.push_job(job);
    assert_eq!(story.next(), "wait 2");
    story.pass(2.0);
    assert_eq!(story.all(), ["late DeadlinePassed unsent, 0", "idle"]);
}

#[test]
fn a_job_that_would_be_too_late_ends_at_once() {
    let mut story = Story::new();
    for (name, deadline) in [("one", 3661), ("two", 3660), ("three", 3661), ("four", 60)] {
        let mut job = Job::new(uri("h/a"), name);
        job.deadline = Some(Duration::from_secs(deadline));
        story.push_job(job);
    }
    story.next();
    story.answer(&status(412));
    assert_eq!(
        story.all(),
        [
            "hold h/a 3660, Reply(DeviceInactive)",
            "two DeadlinePassed unsent, 0",
            "four DeadlinePassed unsent, 0",
            "wait 3660"
        ]
    );
    let mut job = Job::new(uri("h/a"), "five");
    job.deadline = Some(Duration::from_secs(1));
    story.push_job(job);
    assert_eq!(story.next(), "five DeadlinePassed unsent, 0");
}

#[test]
fn a_deadline_of_nothing_ends_at_once() {
    let mut story = Story::new();
    let mut job = Job::new(uri("h/a"), "one");
    job.deadline = Some(Duration::ZERO);
    story.push_job(job);
    assert_eq!(story.all(), ["one DeadlinePassed unsent, 0", "idle"]);
    assert_eq!((story.outbox.channels(), story.outbox.hosts()), (0, 0));
}

#[test]
fn what_may_have_been_delivered_is_repeated_only_if_allowed() {
    for (may_show_twice, failure, expected) in [
        (false, unknown(), "one MayHaveBeenDelivered, 1"),
        (true, unknown(), "wait 240"),
        (false, unsent(), "wait 240"),
        (true, Failure { may_have_been_delivered: true, is_permanent: true }, "one Failed, 1"),
    ] {
        let mut story = Story::new();
        let mut job = Job::new(uri("h/a"), "one");
        job.may_show_twice = may_show_twice;
        story.push_job(job);
        story.next();
        story.fail(failure);
        let all = story.all();
        assert!(all.contains(&expected.to_owned()), "{all:?}");
    }
}

#[test]
fn a_cancelled_channel_sends_nothing_more() {
    for (reply, end) in [
        (status(200), "one Accepted, 1"),
        (status(412), "one Cancelled, 1"),
        (expired(), "one ChannelExpired, 1"),
    ] {
        let mut story = Story::new();
        story.push("h/a", "one");
        story.push("h/a", "two");
        story.next();
        story.outbox.cancel_channel(&uri("h/a"), story.now);
        assert_eq!(story.all(), ["two Cancelled unsent, 0", "idle"]);
        story.answer(&reply);
        let all = story.all();
        assert!(all.contains(&end.to_owned()), "{all:?}");
        assert_eq!(story.outbox.jobs(), 0);
    }
    let mut story = Story::new();
    story.outbox.cancel_channel(&uri("h/none"), story.now);
    story.push("h/a", "one");
    story.outbox.cancel_channel(&uri("h/a"), story.now);
    assert_eq!((story.outbox.channels(), story.all().len()), (0, 2));
}

#[test]
fn a_late_answer_changes_nothing() {
    let mut story = Story::new();
    story.push("h/a", "one");
    story.next();
    let ticket = *story.sent.front().unwrap();
    story.answer(&queue_full());
    story.all();
    let before = format!("{:?}", story.outbox);
    story.outbox.handle_reply(ticket, &Reply::new(StatusCode::OK), story.now, Jitter::NONE);
    story.outbox.handle_error(ticket, unsent(), story.now, Jitter::NONE);
    assert_eq!((story.all(), format!("{:?}", story.outbox)), (vec!["wait 240".into()], before));
    assert_eq!(story.outbox.payload(ticket), None);
}

#[test]
fn draining_waits_only_for_what_is_in_flight() {
    let mut story = Story::new();
    story.push("h/a", "one");
    story.push("h/b", "two");
    assert_eq!(story.next(), "send one to h/a, 1");
    story.outbox.drain();
    assert_eq!(story.all(), ["idle"]);
    let refused = story.outbox.push(Job::new(uri("h/c"), "three"), story.now).unwrap_err();
    assert_eq!(
        (refused.to_string().as_str(), refused.job.payload, story.outbox.room()),
        ("the outbox takes no more jobs", "three", 0)
    );
    story.answer(&status(200));
    assert_eq!(story.all(), ["one Accepted, 1", "idle"]);
    assert_eq!((story.outbox.jobs(), story.outbox.in_flight()), (1, 0));
}

#[test]
fn a_drained_outbox_can_go_on() {
    let mut story = Story::new();
    story.push("h/a", "one");
    story.outbox.drain();
    assert_eq!(story.all(), ["idle"]);
    story.outbox.resume();
    story.push("h/b", "two");
    assert_eq!(story.all()[..2], ["send one to h/a, 1", "send two to h/b, 1"]);
}

/// Six are as many as would open the breaker.
#[test]
fn a_lost_request_may_have_been_delivered_and_says_nothing_of_its_host() {
    let mut story = Story::new();
    for channel in ["h/a", "h/b", "h/c", "h/d", "h/e"] {
        story.push(channel, "one");
    }
    let mut again = Job::new(uri("h/f"), "again");
    again.may_show_twice = true;
    story.push_job(again);
    assert_eq!(story.all().len(), 7);
    for ticket in story.outbox.tickets() {
        story.outbox.lose(ticket, story.now, Jitter::NONE);
    }
    let outputs = story.all();
    for (number, channel) in ["a", "b", "c", "d", "e"].iter().enumerate() {
        let expected =
            [format!("hold h/{channel} 240, NoReply"), "one MayHaveBeenDelivered, 1".into()];
        assert_eq!(outputs[2 * number..2 * number + 2], expected);
    }
    assert_eq!(outputs[10..], ["hold h/f 240, NoReply", "wait 240"]);
    story.push("h/g", "next");
    assert_eq!(story.next(), "send next to h/g, 1");
    story.pass(240.0);
    assert_eq!(story.next(), "send again to h/f, 2");
}
