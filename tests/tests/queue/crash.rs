use std::collections::BTreeSet;
use std::time::Duration;

use mpns_emulator::{Answer, Fault, FaultTime};
use mpns_queue::{ErrorKind, NewJob, enqueue};

use crate::story::{Story, job, quick, tally};

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

/// What a worker could not write is late once it has claimed the channel again, and may be in one batch with what it knows
/// then.
#[tokio::test]
async fn a_lease_that_is_over_and_the_next_one_give_one_result() {
    let story = Story::begin().await;
    let channels = story.open(3);
    for channel in &channels {
        story.enqueue(channel.uri(), &["a"]).await;
    }
    let fail = "CREATE FUNCTION mpns.fail() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$;
                CREATE TRIGGER fail BEFORE INSERT ON mpns.result FOR EACH ROW EXECUTE FUNCTION mpns.fail()";
    story.client.batch_execute(fail).await.unwrap();
    let worker = story.work();
    worker.until_database(Some(ErrorKind::Connection)).await;
    story.client.batch_execute("UPDATE mpns.channel SET lease_until = now()").await.unwrap();
    while worker.handle.counts().claimed < 6 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    story.client.batch_execute("DROP FUNCTION mpns.fail CASCADE").await.unwrap();
    let results = story.results(3).await;
    assert_eq!(tally(&results), [("may-have-been-delivered".to_owned(), 3)].into());
    worker.drain().await;
    assert_eq!(story.all_results().await.len(), 3);
}
