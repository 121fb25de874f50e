use std::num::NonZeroU8;

use mpns_outbox::{Failure, Job, Settings};
use mpns_proto::Jitter;

use crate::story::{Story, status, unknown, unsent, uri};

/// Five requests that have failed in a row, and five more that wait.
fn down() -> Story {
    let mut story = Story::new();
    for channel in ["h/1", "h/2", "h/3", "h/4", "h/5"] {
        story.push(channel, "job");
        story.next();
        story.fail(unsent());
        story.all();
    }
    story
}

#[test]
fn failures_in_a_row_hold_the_host() {
    let mut story = Story::new();
    for (count, channel) in ["h/1", "h/2", "h/3", "h/4", "h/5"].into_iter().enumerate() {
        story.push(channel, "job");
        story.next();
        story.fail(if count % 2 == 0 { unsent() } else { unknown() });
        let is_down = story.all().contains(&"down h 60".to_owned());
        assert_eq!(is_down, count == 4);
    }
    story.push("h/6", "six");
    story.push("other/7", "seven");
    assert_eq!(story.next(), "send seven to other/7, 1");
    assert_eq!(story.all(), ["wait 60"]);
}

#[test]
fn a_success_between_failures_starts_anew() {
    let mut story = Story::new();
    for (channel, succeeds) in [
        ("h/1", false),
        ("h/2", false),
        ("h/3", true),
        ("h/4", false),
        ("h/5", false),
        ("h/6", false),
        ("h/7", false),
    ] {
        story.push(channel, "job");
        story.next();
        if succeeds {
            story.answer(&status(404))
        } else {
            story.fail(unsent())
        }
        assert!(!story.all().contains(&"down h 60".to_owned()));
    }
}

#[test]
fn a_service_that_is_unavailable_counts_as_down() {
    let mut story = Story::new();
    for channel in ["h/1", "h/2", "h/3", "h/4", "h/5"] {
        story.push(channel, "job");
        story.next();
        story.answer(&status(503));
        let is_down = story.all().contains(&"down h 60".to_owned());
        assert_eq!(is_down, channel == "h/5");
    }
}

#[test]
fn one_request_probes_a_host_that_is_down() {
    let mut story = down();
    story.push("h/6", "six");
    story.push("h/7", "seven");
    story.pass(60.0);
    assert_eq!(story.next(), "send six to h/6, 1");
    assert_eq!(story.next(), "wait 180", "until the hold of the first");
    story.fail(unsent());
    assert_eq!(story.all()[..2], ["down h 120", "hold h/6 240, NoReply"]);
    story.pass(120.0);
    assert_eq!(story.next(), "send seven to h/7, 1");
    story.answer(&status(200));
    assert_eq!(story.all()[..2], ["up h", "seven Accepted, 1"]);
    story.pass(240.0);
    let sent = story.all().iter().filter(|output| output.starts_with("send")).count();
    assert_eq!(sent, 6, "all that failed");
}

#[test]
fn a_probe_that_says_nothing_of_the_host_is_repeated() {
    let mut story = down();
    story.push("h/6", "six");
    story.push("h/7", "seven");
    story.pass(60.0);
    story.next();
    story.fail(Failure { may_have_been_delivered: false, is_permanent: true });
    assert_eq!(story.all()[..2], ["six Failed, 1", "send seven to h/7, 1"]);
}

#[test]
fn what_was_sent_before_says_nothing_after() {
    let mut story = Story::new();
    for channel in ["h/1", "h/2", "h/3", "h/4", "h/5", "h/6", "h/7"] {
        story.push(channel, "job");
        story.next();
    }
    for _ in 0..5 {
        story.fail(unsent());
    }
    story.answer(&status(200));
    story.fail(unsent());
    let all = story.all();
    assert_eq!(all.iter().filter(|it| it.starts_with("down")).count(), 1);
    story.push("h/8", "eight");
    assert_eq!(story.next(), "wait 60", "still down");
}

#[test]
fn waits_of_a_breaker_double_to_the_longest() {
    let mut story = Story::new();
    let mut waits = Vec::new();
    for number in 0..13 {
        let mut job = Job::new(uri(&format!("h/{number}")), "job");
        job.deadline = None;
        story.push_job(job);
        story.next();
        let ticket = story.sent.pop_front().unwrap();
        let jitter = if number == 12 { Jitter::MAX } else { Jitter::NONE };
        story.outbox.handle_error(ticket, unsent(), story.now, jitter);
        for output in story.all() {
            if let Some(wait) = output.strip_prefix("down h ") {
                waits.push(wait.parse::<u32>().unwrap());
                story.pass(f64::from(waits[waits.len() - 1]));
            }
        }
    }
    assert_eq!(waits, [60, 120, 240, 480, 960, 1920, 1920, 1920, 2400]);
}

#[test]
fn a_host_that_is_down_is_remembered_as_long() {
    let mut settings = Settings::default();
    settings.breaker_failures = NonZeroU8::MIN;
    let mut story = Story::with(settings);
    let mut job = Job::new(uri("h/1"), "job");
    job.deadline = Some(std::time::Duration::from_secs(10));
    story.push_job(job);
    story.next();
    story.fail(unsent());
    story.all();
    story.pass(59.0);
    story.all();
    assert_eq!(story.outbox.hosts(), 1);
    story.pass(200.0);
    story.all();
    story.all();
    assert_eq!((story.outbox.hosts(), story.outbox.channels()), (0, 0));
}

#[test]
fn a_host_that_was_down_is_probed_after_a_restart() {
    let mut story = Story::new();
    story.push("h/1", "one");
    story.push("h/2", "two");
    story.outbox.restore_breaker(&uri("h/1"), 2);
    assert_eq!(story.all(), ["send one to h/1, 1", "wait 86400"]);
    // What is known from a request is not overridden.
    story.outbox.restore_breaker(&uri("h/2"), 7);
    story.fail(unsent());
    assert_eq!(story.next(), "down h 240");
    story.outbox.restore_breaker(&uri("h/2"), 7);
    assert_eq!(story.all(), ["hold h/1 240, NoReply", "wait 240"]);
    story.pass(240.0);
    assert_eq!(story.all(), ["send two to h/2, 1", "wait 86160"]);
    story.answer(&status(200));
    assert_eq!(story.all(), ["up h", "two Accepted, 1", "send one to h/1, 2", "idle"]);

    // A host without a job is not known.
    story.outbox.restore_breaker(&uri("other/1"), 7);
    assert_eq!(story.outbox.hosts(), 1);

    // Never opened means that it is up.
    story.push("up/1", "three");
    story.push("up/2", "four");
    story.outbox.restore_breaker(&uri("up/1"), 0);
    assert_eq!(story.all(), ["send three to up/1, 1", "send four to up/2, 1", "idle"]);
}
