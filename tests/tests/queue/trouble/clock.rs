use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use mpns_emulator::{Channel, DeviceConnection};
use mpns_queue::mpns_proto::ChannelUri;
use mpns_queue::{NewJob, WorkerSettings, enqueue};
use mpns_tests::postgres::Server;

use crate::story::{LONG, Story, job, quick, received};

const KEYS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
const DECADE: i32 = 3650;

/// A story with a server whose clock can be set.
async fn begin() -> Story {
    let server = Server::start_with_clock(&[]);
    let database = server.database(8).await;
    Story::begin_on(server, database).await
}

fn hasty() -> WorkerSettings {
    let mut settings = quick();
    settings.lease = Duration::from_secs(5);
    settings
}

/// Waits for the end of every job, and lets each hold end meanwhile, as time would. Each job has one result, and none is
/// sent twice or out of order; one whose lease ended by a jump may have a result that does not say that it was delivered.
async fn ends_well(story: &Story, channels: &[Channel]) {
    let (count, start) = (channels.len() * KEYS.len(), Instant::now());
    loop {
        let results = story.all_results().await;
        if results.len() >= count {
            let jobs: BTreeSet<_> = results.iter().map(|it| it.job).collect();
            assert_eq!((results.len(), jobs.len()), (count, count));
            for result in &results {
                let is_right =
                    ["accepted", "may-have-been-delivered"].contains(&result.result.as_str());
                assert!(is_right, "{result:?}");
            }
            break;
        }
        assert!(start.elapsed() < LONG, "{} results", results.len());
        let lift =
            "UPDATE mpns.channel SET held_until = now() WHERE held_until > now() AND tries > 0";
        story.client.batch_execute(lift).await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let accepted =
        story.ask::<i64>("SELECT count(*) FROM mpns.result WHERE result = 'accepted'").await;
    let mut delivered = 0;
    for channel in channels {
        let mut got = received(channel);
        delivered += got.len();
        assert!(got.is_sorted(), "{got:?}");
        got.dedup();
        assert_eq!(got.len(), received(channel).len(), "{got:?}");
    }
    assert!(i64::try_from(delivered).unwrap() >= accepted);
}

async fn much(story: &Story) -> Vec<Channel> {
    let channels = story.open(20);
    for channel in &channels {
        let jobs = KEYS.map(|key| lasting(channel.uri(), key));
        enqueue(&story.client, &jobs).await.unwrap();
    }
    channels
}

/// A job without a deadline.
fn lasting(channel: &ChannelUri, key: &str) -> NewJob {
    let mut job = job(channel, key);
    job.terms.deadline = None;
    job
}

#[tokio::test]
async fn a_clock_that_jumps_ahead_ends_holds_leases_and_deadlines() {
    let story = begin().await;
    let [held, late] = story.open(2).try_into().unwrap();
    for channel in [&held, &late] {
        channel.set_connection(DeviceConnection::Inactive);
    }
    let jobs = [lasting(held.uri(), "held"), job(late.uri(), "late")];
    enqueue(&story.client, &jobs).await.unwrap();
    let worker = story.work_with(hasty());
    story.until("SELECT count(*) = 2 FROM mpns.channel WHERE held_until > now()").await;
    held.set_connection(DeviceConnection::Connected);
    let channels = much(&story).await;
    story.until("SELECT count(*) > 50 FROM mpns.result").await;
    story.server.set_clock(DECADE);
    story.until("SELECT count(*) = 2 FROM mpns.result WHERE key IN ('held', 'late')").await;
    let result = |key: &str| format!("SELECT result FROM mpns.result WHERE key = '{key}'");
    assert_eq!(story.ask::<String>(&result("held")).await, "accepted");
    assert_eq!(story.ask::<String>(&result("late")).await, "deadline-passed");
    // The calendar is the database's, ten years away from the worker's own.
    let sent = "SELECT sent BETWEEN now() - interval '1 day' AND now() FROM mpns.result WHERE key = 'held'";
    assert!(story.ask::<bool>(sent).await);
    let others = "DELETE FROM mpns.result WHERE key IN ('held', 'late')";
    story.client.batch_execute(others).await.unwrap();
    ends_well(&story, &channels).await;
    worker.drain().await;
}

#[tokio::test]
async fn a_clock_that_jumps_back_holds_nothing_for_longer_than_it_may() {
    let story = begin().await;
    story.server.set_clock(DECADE);
    let channels = much(&story).await;
    let worker = story.work_with(hasty());
    story.until("SELECT count(*) > 50 FROM mpns.result").await;
    // What had not been settled by a worker that ended, and a host that it had noted.
    worker.kill().await;
    // What it had sent to the server is done.
    story
        .until("SELECT count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'client backend'")
        .await;
    let lost = "UPDATE mpns.host SET down_until = now() + interval '5 minutes', openings = 1;
                UPDATE mpns.channel SET held_until = now() + interval '5 minutes' WHERE id % 4 = 0;
                UPDATE mpns.channel SET lease_owner = gen_random_uuid(), lease_until = now() + interval '1 minute'
                WHERE id % 4 = 1";
    story.client.batch_execute(lost).await.unwrap();
    story.server.set_clock(0);
    let worker = story.work_with(hasty());
    let longest =
        "SELECT max(greatest(held_until, lease_until)) <= now() + interval '7 days 1 minute'
                   FROM mpns.channel WHERE waiting > 0";
    story.until(longest).await;
    story.until("SELECT max(down_until) <= now() + interval '65 minutes' FROM mpns.host").await;
    // None is lost for longer than a lease: what is still ahead is a hold.
    story.until("SELECT count(*) = 0 FROM mpns.channel WHERE waiting > 0 AND lease_until > now() + interval '1 hour'").await;
    let lift =
        "UPDATE mpns.host SET down_until = now(); UPDATE mpns.channel SET held_until = now()";
    story.client.batch_execute(lift).await.unwrap();
    ends_well(&story, &channels).await;
    let sent =
        "SELECT count(*) FROM mpns.result WHERE sent > now() + interval '1 day' AND ended < now()";
    assert_eq!(story.ask::<i64>(sent).await, 0);
    worker.drain().await;
}
