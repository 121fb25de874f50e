//! A worker beside its work, whose server is away, and that is asked to end.

use std::time::{Duration, Instant};

use mpns_emulator::{Answer, Fault, FaultTime};
use serde_json::json;

use super::json_of;
use crate::program::{Mpns, Work};
use crate::story::{LONG, Story};

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_is_not_ready_while_the_server_is_away() {
    let mut story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    let work = Work::start(&mpns, &["--metrics", "127.0.0.1:0"]);
    work.until("/ready", |text| text.starts_with("HTTP/1.1 200 "));
    story.server.kill();
    work.until("/ready", |text| text.starts_with("HTTP/1.1 503 "));
    story.server.start_again();
    work.until("/ready", |text| text.starts_with("HTTP/1.1 200 "));
    let (code, log) = work.end();
    assert_eq!(code, Some(0), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_asked_to_end_waits_no_longer_than_it_may() {
    let story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    let [channel] = story.open(1).try_into().unwrap();
    let delay = FaultTime::new(Duration::from_secs(600)).expect("a time");
    channel.set_answers([Answer::Fault(Fault::DelayHead { delay })]);
    story.enqueue(channel.uri(), &["slow"]).await;
    let work = Work::start(&mpns, &["--timeout", "600", "--grace", "100ms"]);
    let start = Instant::now();
    while story.emulator.requests().is_empty() {
        assert!(start.elapsed() < LONG);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let (code, log) = work.end();
    assert!(code == Some(1) && log.contains("1 requests are in flight"), "{log}");
    // The lease still says whose it is.
    assert!(story.ask::<bool>("SELECT lease_owner IS NOT NULL FROM mpns.channel").await);
}

/// What is old is deleted at the start, and every minute.
#[tokio::test(flavor = "multi_thread")]
async fn a_worker_deletes_what_is_older_than_it_is_to_keep() {
    let story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    let channels = story.open(5);
    for channel in &channels {
        story.enqueue(channel.uri(), &["a"]).await;
    }
    let worker = story.work();
    story.results(5).await;
    worker.drain().await;
    let old = "UPDATE mpns.result SET ended = now() - interval '2 days' WHERE id <= 3;
               INSERT INTO mpns.place (name, noted) VALUES ('old', now() - interval '31 days'), ('new', now())";
    story.client.batch_execute(old).await.unwrap();
    for (keep, deleted, left) in [("forever", 1, 5), ("3d", 0, 5), ("1d", 3, 2), ("0s", 2, 0)] {
        let work = Work::start(&mpns, &["--keep-results", keep]);
        story.until(&format!("SELECT count(*) = {left} FROM mpns.result")).await;
        story.until("SELECT count(*) = 1 FROM mpns.place").await;
        let log = work.end_after(if deleted > 0 { "deleted-old" } else { "ready" });
        let line = log.lines().map(json_of).find(|line| line["event"] == "deleted-old");
        let rows = line.map_or(json!(0), |line| line["rows"].clone());
        assert_eq!(rows, deleted, "{keep}: {log}");
        assert_eq!(story.ask::<i64>("SELECT count(*) FROM mpns.result").await, left, "{keep}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_logs_its_progress_while_there_is_some() {
    let story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    let [channel] = story.open(1).try_into().unwrap();
    let work = Work::start(&mpns, &["--progress", "0s"]);
    story.enqueue(channel.uri(), &["a", "b"]).await;
    story.results(2).await;
    let log = work.end_after("progress");
    let progress: Vec<_> =
        log.lines().map(json_of).filter(|line| line["event"] == "progress").collect();
    // Two at most: each says something new.
    assert!((1..=2).contains(&progress.len()), "{log}");
    let ended = log.lines().last().map(json_of).unwrap();
    assert_eq!((&ended["event"], &ended["ended"]["accepted"]), (&json!("ended"), &json!(2)));
}
