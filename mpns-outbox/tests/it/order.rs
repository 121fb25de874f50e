use std::num::{NonZero, NonZeroU32};

use mpns_outbox::{Job, Settings};
use mpns_proto::BatchingInterval;

use crate::story::{Story, queue_full, status, uri};

#[test]
fn a_channel_has_one_request_in_flight_and_keeps_its_order() {
    let mut story = Story::new();
    for name in ["one", "two", "three"] {
        story.push("h/a", name);
    }
    assert_eq!(story.next(), "send one to h/a, 1");
    assert!(story.next().starts_with("wait"));
    story.answer(&queue_full());
    story.all();
    story.pass(240.0);
    let mut sent = Vec::new();
    for _ in 0..3 {
        sent.extend(story.all().into_iter().filter(|output| output.starts_with("send")));
        story.answer(&status(200));
    }
    assert_eq!(sent, ["send one to h/a, 2", "send two to h/a, 1", "send three to h/a, 1"]);
}

#[test]
fn the_case_of_a_host_does_not_make_another_channel() {
    let mut story = Story::new();
    story.push("h/a", "one");
    story.push("H/a", "two");
    story.push("H/A", "three");
    assert_eq!(story.next(), "send one to h/a, 1");
    assert_eq!(story.next(), "send three to h/A, 1");
    assert_eq!((story.outbox.channels(), story.outbox.hosts()), (2, 1));
}

/// Found by the simulation of a day: holds that end at the same time were looked at one a request.
#[test]
fn after_holds_that_end_together_the_immediate_goes_first() {
    let mut story = Story::new();
    for (channel, name) in [("h/a", "other"), ("h/b", "another"), ("g/c", "now")] {
        let mut job = Job::new(uri(channel), name);
        if name != "now" {
            job.interval = BatchingInterval::Within450s;
        }
        story.push_job(job);
    }
    for _ in 0..3 {
        story.next();
    }
    // The immediate one, which was sent first, is held last.
    story.sent.rotate_left(1);
    for _ in 0..3 {
        story.answer(&status(412));
    }
    story.all();
    story.pass(3660.0);
    assert_eq!(story.next(), "send now to g/c, 2");
    assert_eq!(story.next(), "send other to h/a, 2");
}

#[test]
fn hosts_take_turns() {
    let mut settings = Settings::default();
    settings.in_flight_per_host = NonZero::new(2).unwrap();
    let mut story = Story::with(settings);
    for (channel, name) in
        [("g/1", "g1"), ("g/2", "g2"), ("g/3", "g3"), ("h/1", "h1"), ("h/2", "h2"), ("i/1", "i1")]
    {
        story.push(channel, name);
    }
    let sent: Vec<_> = (0..6).map(|_| story.next()).collect();
    assert_eq!(
        sent,
        [
            "send g1 to g/1, 1",
            "send h1 to h/1, 1",
            "send i1 to i/1, 1",
            "send g2 to g/2, 1",
            "send h2 to h/2, 1",
            "wait 86400"
        ]
    );
    story.answer(&status(200));
    assert_eq!(story.all()[..2], ["g1 Accepted, 1", "send g3 to g/3, 1"]);
}

#[test]
fn immediate_notifications_go_before_the_others() {
    let mut story = Story::new();
    let tile = |channel, name| {
        let mut job = Job::new(uri(channel), name);
        job.interval = BatchingInterval::Within450s;
        job
    };
    story.push_job(tile("h/a", "tile a"));
    story.push_job(tile("h/b", "tile b"));
    story.push_job(tile("g/c", "tile c"));
    story.push("h/d", "toast d");
    // In its channel the tile stays first.
    story.push("h/b", "toast b");
    let sent: Vec<_> = (0..4).map(|_| story.next()).collect();
    assert_eq!(
        sent,
        [
            "send toast d to h/d, 1",
            "send tile b to h/b, 1",
            "send tile a to h/a, 1",
            "send tile c to g/c, 1"
        ]
    );
}

#[test]
fn a_newer_update_of_a_tile_replaces_one_that_waits() {
    let mut story = Story::new();
    let tile = |name, number| {
        let mut job = Job::new(uri("h/a"), name);
        job.tile = NonZeroU32::new(number);
        job
    };
    story.push_job(tile("tile 1, old", 1));
    assert!(story.next().starts_with("send tile 1, old"));
    story.push("h/a", "toast");
    story.push_job(tile("tile 1, newer", 1));
    story.push_job(tile("tile 2", 2));
    story.push_job(tile("tile 1, newest", 1));
    assert_eq!(story.next(), "tile 1, newer Replaced unsent, 0");
    let mut sent = Vec::new();
    for _ in 0..4 {
        story.answer(&status(200));
        sent.extend(story.all().into_iter().filter(|output| output.starts_with("send")));
    }
    assert_eq!(
        sent,
        ["send toast to h/a, 1", "send tile 2 to h/a, 1", "send tile 1, newest to h/a, 1"]
    );
}

/// They wait for the reply to the first of their channel, or to one of two to their host.
#[test]
fn jobs_that_wait_only_for_replies_leave_nothing_to_do() {
    let mut settings = Settings::default();
    settings.in_flight_per_host = NonZero::new(2).unwrap();
    let mut story = Story::with(settings);
    let job = |channel, name| {
        let mut job = Job::new(uri(channel), name);
        job.deadline = None;
        job
    };
    story.push_job(job("h/a", "one"));
    story.push_job(job("h/a", "two"));
    assert_eq!(story.all(), ["send one to h/a, 1", "idle"]);
    story.push_job(job("h/b", "three"));
    story.push_job(job("h/c", "four"));
    assert_eq!(story.all(), ["send three to h/b, 1", "idle"]);
    story.answer(&status(200));
    assert_eq!(story.all(), ["one Accepted, 1", "send four to h/c, 1", "idle"]);
}
