use std::num::NonZeroU16;

use mpns_outbox::{Job, Settings};
use mpns_proto::ChannelUri;

use crate::story::{Story, status};

fn story() -> Story {
    let mut settings = Settings::default();
    settings.daily_budget = NonZeroU16::new(2);
    Story::with(settings)
}

/// Sends what there is for the day to `h/a`, with a pause after each.
fn spend(story: &mut Story, pause: f64) {
    for name in ["one", "two"] {
        story.push("h/a", name);
        story.next();
        story.answer(&status(200));
        story.all();
        story.pass(pause);
    }
}

#[test]
fn a_spent_budget_holds_the_channel_for_the_rest_of_the_day() {
    let mut story = story();
    spend(&mut story, 100.0);
    let mut job = Job::new("http://h/a".parse().unwrap(), "three");
    job.deadline = None;
    story.push_job(job);
    assert_eq!(story.all(), ["hold h/a 86200, DailyBudget", "wait 86200"]);
    story.pass(86_200.0);
    assert_eq!(story.next(), "send three to h/a, 1");
    story.answer(&status(200));
    story.all();
    story.pass(86_400.0);
    story.all();
    assert_eq!((story.outbox.channels(), story.outbox.hosts()), (0, 0));
}

#[test]
fn a_job_that_cannot_wait_for_the_next_day_ends() {
    let mut story = story();
    spend(&mut story, 0.0);
    story.push("h/a", "three");
    assert_eq!(
        story.all(),
        ["hold h/a 86400, DailyBudget", "three DeadlinePassed unsent, 0", "idle"]
    );
}

#[test]
fn authenticated_channels_have_no_budget() {
    let mut story = story();
    let channel: ChannelUri = "https://h/a".parse().unwrap();
    for name in ["one", "two", "three"] {
        story.push_job(Job::new(channel.clone(), name));
        assert!(story.next().starts_with(&format!("send {name}")));
        story.answer(&status(200));
        story.all();
    }
}

/// A sender with more jobs than memory, who puts the others back, gets no more through.
#[test]
fn a_released_channel_keeps_its_spent_budget() {
    let mut story = story();
    spend(&mut story, 100.0);
    for (name, seconds) in [("three", 86_200), ("four", 86_100)] {
        let mut job = Job::new("http://h/a".parse().unwrap(), name);
        job.deadline = None;
        story.push_job(job);
        assert_eq!(story.next(), format!("hold h/a {seconds}, DailyBudget"));
        story.outbox.release_channel(&"http://h/a".parse().unwrap(), story.now);
        assert_eq!(story.all(), [format!("{name} Cancelled unsent, 0"), "idle".into()]);
        story.pass(100.0);
    }
    story.pass(86_000.0);
    story.push("h/a", "five");
    assert_eq!(story.next(), "send five to h/a, 1");
}
