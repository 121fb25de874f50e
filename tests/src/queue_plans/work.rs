use std::ops::Range;
use std::time::{Duration, Instant};

use mpns_queue::mpns_hyper::Client as Sender;
use mpns_queue::mpns_proto::{ChannelUri, Content, Toast};
use mpns_queue::tokio_postgres::Client;
use mpns_queue::{
    Cancellation, Cursor, Database, FanOut, NewChannel, NewJob, Place, Retention, Terms, Worker,
    WorkerCounts, WorkerSettings, add_channels, cancel_channel, cancel_content, delete_old,
    enqueue, expire_channel, lag, list_channels, results_after,
};

use super::Tables;
use super::fill::uri;

/// Runs every statement, of a worker too. The tables are about the same afterwards.
pub(super) async fn work(client: &Client, database: Database, tables: Tables, port: u16) {
    let Tables { rows, .. } = tables;
    // Half of them are new.
    let some = uris(client, rows - 50..rows + 50, tables, port).await;
    let channels: Vec<_> = some.iter().cloned().map(NewChannel::new).collect();
    add_channels(client, &channels).await.expect("room");
    for _ in 0..REPEATED {
        let jobs: Vec<_> = some.iter().map(|uri| NewJob::new(uri.clone(), toast())).collect();
        enqueue(client, &jobs).await.expect("room");
        assert!(lag(client).await.expect("a lag").is_some());
    }
    let idle = uris(client, 503..504, tables, port).await;
    assert!(expire_channel(client, &idle[0]).await.expect("no error"));
    let held = uris(client, 501..502, tables, port).await;
    assert_eq!(cancel_channel(client, &held[0]).await.expect("no error"), 10);
    cancel_where(client).await;
    fan_out(client).await;
    place(client).await;
    list(client, rows).await;
    send(database).await;
    client.batch_execute(GIVE_BACK).await.expect("no error");
    delete(client).await;
}

/// The jobs of the channels of an owner.
async fn cancel_where(client: &Client) {
    let mut cancellation = Cancellation::new("owner = 'owner-511'");
    let page = cancellation.cancel_page(client, 1000).await.expect("no error");
    assert_eq!(page, Some(10));
}

/// How far a program is.
async fn place(client: &Client) {
    let place = Place::lock(client, "steps").await.expect("room");
    place.note(client).await.expect("room");
    place.forget(client).await.expect("no error");
}

/// One content for all channels, for some and for one.
async fn fan_out(client: &Client) {
    for (condition, jobs) in
        [("true", 1000), ("owner LIKE 'owner-7012%'", 1), ("owner = 'owner-72'", 1)]
    {
        let terms = Terms::default();
        let mut fan_out = FanOut::new(client, &toast(), condition, terms).await.expect("room");
        let page = fan_out.enqueue_page(client, 1000).await.expect("room");
        assert!(page.is_some_and(|page| page >= jobs), "{condition}: {page:?}");
        while cancel_content(client, fan_out.content, 1000).await.expect("no error") > 0 {}
    }
}

async fn list(client: &Client, rows: i64) {
    for with_uris in [false, true] {
        list_channels(client, rows / 2, 1000, with_uris).await.expect("channels");
    }
    let page = results_after(client, Cursor::START, 1000).await.expect("results");
    let cursor = page.last().expect("a result").cursor;
    assert_eq!(results_after(client, cursor, 1000).await.expect("results").len(), 1000);
}

/// A worker sends some of what is due.
async fn send(database: Database) {
    let worker = Worker::new(database, Sender::new(), WorkerSettings::default());
    let handle = worker.handle();
    let start = Instant::now();
    let working = tokio::spawn(worker.run());
    // Until one was gone, and a host was down.
    let is_enough = |counts: &WorkerCounts| {
        let ended = |end| counts.ended.get(end).copied().unwrap_or_default();
        ended("accepted") >= SENT && ended("channel-expired") > 0 && counts.held >= 5
    };
    while !is_enough(&handle.counts()) {
        assert!(start.elapsed() < LONG, "{:?}", handle.counts());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    handle.drain();
    working.await.expect("no panic").expect("no error");
}

async fn delete(client: &Client) {
    let mut retention = Retention::default();
    retention.results = Duration::from_secs(28 * 24 * 3600);
    retention.expired_channels = Some(Duration::from_secs(24 * 3600));
    for _ in 0..REPEATED {
        delete_old(client, &retention, 1000).await.expect("no error");
    }
}

fn toast() -> Content {
    Toast { text1: Some("Goal!".into()), ..Toast::default() }.into()
}

/// The URIs of the channels with these numbers.
async fn uris(client: &Client, numbers: Range<i64>, tables: Tables, port: u16) -> Vec<ChannelUri> {
    let uri = uri("n", tables.hosts, port);
    let Range { start, end } = numbers;
    let statement = format!("SELECT {uri} FROM generate_series({start}, {end} - 1) AS n");
    let rows = client.query(&statement, &[]).await.expect("URIs");
    rows.iter().map(|row| row.get::<_, &str>(0).parse().expect("a URI")).collect()
}

/// A worker runs it after a claim that failed.
const GIVE_BACK: &str = concat!(
    "PREPARE give_back (uuid, float8, bigint[]) AS ",
    include_str!("../../../mpns-queue/src/sql/give_back.sql"),
    ";EXECUTE give_back ('00000000-0000-0000-0000-000000000000', 120, '{1,2}')"
);
/// How often what a program calls again and again is called.
const REPEATED: usize = 5;
/// How many jobs a worker sends.
const SENT: u64 = 60;
const LONG: Duration = Duration::from_secs(120);
