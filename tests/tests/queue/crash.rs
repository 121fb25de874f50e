use std::collections::BTreeSet;
use std::time::Duration;

use mpns_emulator::{Answer, Fault, FaultTime};
use mpns_queue::{NewJob, enqueue};

use crate::story::{Story, job, quick};

/// Lets every hold end, as the clock would.
async fn lift(story: &Story) {
    story.client.batch_execute("UPDATE mpns.channel SET held_until = now()").await.unwrap();
}

#[tokio::test]
async fn what_a_dead_worker_had_in_flight_is_repeated_only_if_the_job_allows_it() {
    let story = Story::begin().await;
    let channels = story.open(3);
    let delay = Answer::Fault(Fault::DelayHead {
        delay: FaultTime::new(Duration::from_secs(30)).expect("a time"),
    });
    let mut jobs: Vec<NewJob> = Vec::new();
    for (channel, key) in channels.iter().zip(["once", "twice", "last"]) {
        channel.set_answers([delay.clone()]);
        jobs.extend([job(channel.uri(), key), job(channel.uri(), &format!("after {key}"))]);
    }
    jobs[2].terms.may_show_twice = true;
    jobs[4].terms.may_show_twice = true;
    jobs[4].terms.attempts = 1.try_into().ok();
    enqueue(&story.client, &jobs).await.unwrap();
    let mut slow = quick();
    slow.lease = Duration::from_secs(3);
    let dead = story.work_with(slow);
    // One that has not arrived would leave its delay to the next.
    while story.emulator.requests().len() < 3 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    dead.kill().await;

    let worker = story.work();
    story.until("SELECT count(*) = 3 FROM mpns.channel WHERE tries = 1").await;
    lift(&story).await;
    let results = story.results(6).await;
    worker.drain().await;
    let facts: BTreeSet<_> =
        results.iter().map(|it| (it.key.as_str(), it.result.as_str(), it.attempts)).collect();
    let expected = [
        ("once", "may-have-been-delivered", 1),
        ("after once", "accepted", 1),
        ("twice", "accepted", 2),
        ("after twice", "accepted", 1),
        ("last", "attempts-reached", 1),
        ("after last", "accepted", 1),
    ];
    assert_eq!(facts, BTreeSet::from(expected));
}
