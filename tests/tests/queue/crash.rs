use std::collections::BTreeSet;
use std::time::Duration;

use mpns_emulator::{Answer, Fault, FaultTime};
use mpns_queue::{NewJob, enqueue};

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

/// What a worker could not write for longer than its lease is written before it claims anything.
#[tokio::test]
async fn what_was_answered_is_not_lost_with_its_lease() {
    let story = Story::begin().await;
    let channels = story.open(3);
    for channel in &channels {
        story.enqueue(channel.uri(), &["a", "b"]).await;
    }
    let fail = "CREATE FUNCTION mpns.fail() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$;
                CREATE TRIGGER fail BEFORE INSERT ON mpns.result FOR EACH ROW EXECUTE FUNCTION mpns.fail()";
    story.client.batch_execute(fail).await.unwrap();
    let mut short = quick();
    short.lease = Duration::from_secs(3);
    let worker = story.work_with(short);
    while story.emulator.requests().len() < 3 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    story.until("SELECT max(lease_until) < now() - interval '1 second' FROM mpns.channel").await;
    story.client.batch_execute("DROP FUNCTION mpns.fail CASCADE").await.unwrap();
    assert_eq!(tally(&story.results(6).await), [("accepted".to_owned(), 6)].into());
    worker.drain().await;
}

/// A batch may have two settlements of a channel: one whose lease is over, and one with the lease that was taken since.
#[tokio::test]
async fn a_job_has_one_result_in_a_batch_with_two_settlements() {
    let story = Story::begin().await;
    let [channel] = story.open(1).try_into().unwrap();
    story.enqueue(channel.uri(), &["a", "b"]).await;
    let lease = "UPDATE mpns.channel SET lease_owner = gen_random_uuid(), lease_until = now() + interval '1 minute'";
    story.client.batch_execute(lease).await.unwrap();
    let settle = include_str!("../../../mpns-queue/src/sql/settle.sql");
    let statement = format!(
        "PREPARE settle (
             uuid, bigint[], timestamptz[], bigint[], text[], smallint[], float8[], smallint[], boolean[],
             timestamptz[], integer[], text[], float8
         ) AS {settle};
         DO $$ BEGIN EXECUTE (
             SELECT format(
                 'EXECUTE settle (%L, ARRAY[1, 1], ARRAY[%L::timestamptz, %L], ARRAY[1, 1],
                     ARRAY[''accepted'', ''may-have-been-delivered''], ARRAY[1, 1], ARRAY[NULL, NULL]::float8[],
                     ARRAY[NULL, NULL]::smallint[], ARRAY[false, false], ARRAY[now(), now()],
                     ARRAY[NULL, NULL]::integer[], ARRAY[NULL, NULL]::text[], 60)',
                 lease_owner, lease_until - interval '1 minute', lease_until
             ) FROM mpns.channel
         ); END $$"
    );
    story.client.batch_execute(&statement).await.unwrap();
    let results = story.results(1).await;
    assert_eq!(tally(&results), [("may-have-been-delivered".to_owned(), 1)].into());
    assert_eq!(story.ask::<i32>("SELECT waiting FROM mpns.channel").await, 1);
}
