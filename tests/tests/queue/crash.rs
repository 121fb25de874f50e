use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use mpns_emulator::{Answer, Fault, FaultTime};
use mpns_queue::{NewJob, WorkerSettings, enqueue};

use crate::story::{Story, job, quick, received, tally};

/// A lease that is short enough to wait for.
fn hasty() -> WorkerSettings {
    let mut settings = quick();
    settings.lease = Duration::from_secs(2);
    settings
}

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

#[tokio::test]
async fn killed_workers_and_servers_lose_nothing() {
    let mut story = Story::begin().await;
    let channels = story.open(50);
    let keys: Vec<_> = (0..60).map(|number| format!("{number:02}")).collect();
    let jobs: Vec<_> = channels
        .iter()
        .flat_map(|channel| keys.iter().map(|key| job(channel.uri(), key)))
        .map(|mut job| {
            job.terms.may_show_twice = true;
            job
        })
        .collect();
    enqueue(&story.client, &jobs).await.unwrap();
    let mut workers: Vec<_> = (0..3).map(|_| story.work_with(hasty())).collect();
    let mut in_flight = 0;
    for round in 0..12 {
        tokio::time::sleep(Duration::from_millis(150)).await;
        if round % 5 == 4 {
            story.server.kill();
            tokio::time::sleep(Duration::from_millis(300)).await;
            story.server.start_again();
            story.client = story.server.client().await;
        } else {
            let dead = workers.remove(0);
            let query = "SELECT count(*) FROM mpns.job WHERE taken IS NOT NULL";
            dead.kill().await;
            in_flight += story.ask::<i64>(query).await;
            workers.push(story.work_with(hasty()));
        }
        lift(&story).await;
    }
    let start = std::time::Instant::now();
    while story.all_results().await.len() < jobs.len() {
        assert!(start.elapsed() < crate::story::LONG, "{}", story.all_results().await.len());
        lift(&story).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for worker in workers {
        worker.drain().await;
    }
    // Each job has one result, and all were accepted, in order.
    let results = story.results(jobs.len()).await;
    assert_eq!(tally(&results), [("accepted".to_owned(), jobs.len())].into());
    let mut ended: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for result in &results {
        ended.entry(result.channel).or_default().push(result.key.clone());
    }
    assert!(ended.values().all(|ended| *ended == keys), "{ended:?}");
    let mut twice = 0;
    for channel in &channels {
        let mut got = received(channel);
        let count = got.len();
        assert!(got.is_sorted());
        got.dedup();
        assert_eq!(got, keys);
        twice += count - got.len();
    }
    // Each repetition was counted before it was sent.
    let attempts: usize = results.iter().map(|it| usize::from(it.attempts)).sum();
    eprintln!("{twice} twice, {in_flight} taken when a worker was killed");
    assert!(twice <= attempts - jobs.len(), "{twice} of {attempts}");
}
