use std::num::{NonZero, NonZeroUsize};
use std::time::Duration;

use mpns_outbox::{Hold, Job, Outbox, Output, PushRefusal, Settings};
use mpns_proto::ChannelUri;

use crate::story::{Story, status, uri};

#[test]
fn a_full_outbox_takes_no_more() {
    let mut settings = Settings::default();
    settings.jobs = NonZero::new(2).unwrap();
    let mut story = Story::with(settings);
    story.push("h/a", "one");
    story.push("h/a", "two");
    let refused = story.outbox.push(Job::new(uri("h/b"), "three"), story.now).unwrap_err();
    assert_eq!(refused.reason, PushRefusal::Jobs { limit: 2 });
    assert_eq!(refused.to_string(), "the outbox has 2 jobs, which is the limit");
    assert_eq!((refused.job.payload, story.outbox.room()), ("three", 0));
    story.next();
    story.answer(&status(200));
    story.next();
    story.push("h/b", "three");
}

#[test]
fn a_new_channel_needs_room() {
    let mut settings = Settings::default();
    settings.channels = NonZeroUsize::MIN;
    let mut story = Story::with(settings);
    story.push("h/a", "one");
    story.push("h/a", "two");
    let refused = story.outbox.push(Job::new(uri("g/b"), "three"), story.now).unwrap_err();
    assert_eq!(refused.reason, PushRefusal::Channels { limit: 1 });
    assert_eq!((story.outbox.channels(), story.outbox.hosts()), (1, 1));
}

#[test]
fn no_more_than_allowed_is_in_flight() {
    let mut settings = Settings::default();
    [settings.in_flight, settings.in_flight_per_host] = [3, 2].map(|it| NonZero::new(it).unwrap());
    let mut story = Story::with(settings);
    for channel in ["h/a", "h/b", "h/c", "g/a", "g/b"] {
        story.push(channel, "job");
    }
    let outputs = story.all();
    assert_eq!((outputs.len(), outputs[3].as_str()), (4, "full"));
    assert_eq!(story.outbox.tickets(), Vec::from(story.sent.clone()));
    story.answer(&status(200));
    assert_eq!(story.all(), ["job Accepted, 1", "send job to g/b, 1", "full"]);
}

#[test]
fn held_channels_are_counted() {
    let mut story = Story::new();
    for (channel, name) in [("h/a", "one"), ("h/b", "two"), ("h/b", "three")] {
        story.push(channel, name);
    }
    assert_eq!((story.all().len(), story.outbox.held()), (3, 0));
    for status_of in [412, 406] {
        story.answer(&status(status_of));
    }
    assert_eq!((story.all().len(), story.outbox.held()), (3, 2));
    story.outbox.cancel_channel(&uri("h/a"), story.now);
    assert_eq!(story.outbox.held(), 2, "the hold outlasts the jobs");
    story.pass(3_600.0);
    assert_eq!((story.all()[1].as_str(), story.outbox.held()), ("send two to h/b, 2", 1));
    story.pass(60.0);
    assert_eq!((story.all().len(), story.outbox.held()), (1, 0));
}

/// An outbox that may take or send nothing would wait for ever.
#[cfg(feature = "serde")]
#[test]
fn no_bound_is_zero() {
    let settings = serde_json::to_value(Settings::default()).unwrap();
    for bound in
        ["in_flight", "in_flight_per_host", "jobs", "channels", "daily_budget", "breaker_failures"]
    {
        for (value, is_read) in [(1, true), (0, false)] {
            let mut settings = settings.clone();
            *settings.get_mut(bound).unwrap() = value.into();
            let read = serde_json::from_value::<Settings>(settings);
            assert_eq!(read.is_ok(), is_read, "{bound} {value}: {read:?}");
        }
    }
}

/// Each waits in a channel of its own, which is held.
#[test]
fn a_job_needs_little_memory() {
    // Nearly full tables, and such as have just grown.
    for jobs in [16_500_u32, 20_000, 32_000] {
        let mut settings = Settings::default();
        settings.jobs = settings.channels;
        let mut paths = 0;
        let mut outbox = Outbox::new(settings, 5);
        let now = Story::new().now;
        let measured = allocation_counter::measure(|| {
            for number in 0..jobs {
                let channel = format!("/throttledthirdparty/01.00/{number}");
                paths += channel.len() as u64;
                let channel = uri(&format!("h{}{channel}", number % 200));
                let hold = Hold { since: now.wall, length: Duration::from_secs(3600) };
                outbox.restore_hold(&channel, hold, now).expect("room");
                outbox.push(Job::new(channel, u64::from(number)), now).expect("room");
            }
        });
        assert_eq!(outbox.jobs(), usize::try_from(jobs).unwrap());
        let each = (measured.bytes_current.unsigned_abs() - paths) / u64::from(jobs);
        assert!(each <= 150, "{jobs} jobs: {each} bytes each");
    }
}

#[test]
fn a_channel_is_that_of_a_uri() {
    let mut story = Story::new();
    story.push("h/a?b", "one");
    let Output::Transmit(transmit) = story.outbox.poll(story.now) else { panic!("a request") };
    for (text, is_it) in [
        ("http://h/a?b", true),
        ("HTTP://h/a?b", true),
        ("http://h/a?bc", false),
        ("http://h/a", false),
        ("http://h:80/a?b", false),
        ("https://h/a?b", false),
        ("http://g/a?b", false),
    ] {
        assert_eq!(transmit.channel == text.parse::<ChannelUri>().unwrap(), is_it, "{text}");
    }
}

#[test]
fn an_outbox_shows_no_channel() {
    let mut story = Story::new();
    story.push("h/SECRET", "one");
    let Output::Transmit(transmit) = story.outbox.poll(story.now) else { panic!("a request") };
    let shown = format!("{transmit:?}");
    assert!(shown.contains("Channel(http://h/…)") && !shown.contains("SECRET"), "{shown}");
    assert!(!format!("{:?}", story.outbox).contains("SECRET"));
}
