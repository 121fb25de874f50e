//! A worker whose server is away, and one that is asked to end.

use std::time::{Duration, Instant};

use mpns_emulator::{Answer, Fault, FaultTime};

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
