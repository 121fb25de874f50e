use std::time::{Duration, Instant};

use mpns_emulator::Channel;
use mpns_queue::mpns_hyper::mpns_connect::Tls;
use mpns_queue::tokio_postgres::Client;
use mpns_queue::{Cursor, Database, ErrorKind, Results, enqueue};

use super::proxy::Proxy;
use crate::story::{LONG, Story, job, quick, received, tally};

/// A database whose time limits are short enough to wait for.
fn impatient(url: &str) -> Database {
    let url = format!("{url} connect_timeout=1");
    Database::new(&url, &Tls::default(), 2)
        .expect("a database")
        .with_statement_timeout(Duration::from_secs(1))
}

const KEYS: [&str; 20] = [
    "00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15",
    "16", "17", "18", "19",
];

/// Much to do, so that there is a claim, a send and a settlement at most times.
async fn much(story: &Story) -> Vec<Channel> {
    let channels = story.open(20);
    for channel in &channels {
        story.enqueue(channel.uri(), &KEYS).await;
    }
    channels
}

/// Nothing is lost, and nothing is sent twice, though no job allows it.
async fn ends_well(story: &Story, channels: &[Channel]) {
    let count = channels.len() * KEYS.len();
    assert_eq!(tally(&story.results(count).await), [("accepted".to_owned(), count)].into());
    for channel in channels {
        assert_eq!(received(channel), KEYS);
    }
}

#[tokio::test]
async fn a_worker_outlasts_a_server_that_stands_still() {
    let story = Story::begin().await;
    let channels = much(&story).await;
    let worker = Story::work_over(impatient(&story.server.url()), quick());
    for count in [1, 100, 200] {
        story.until(&format!("SELECT count(*) >= {count} FROM mpns.result")).await;
        story.server.pause();
        worker.until_database(Some(ErrorKind::Connection)).await;
        story.server.resume();
        worker.until_database(None).await;
    }
    ends_well(&story, &channels).await;
    worker.drain().await;
}

#[tokio::test]
async fn a_worker_outlasts_a_network_that_goes_silent() {
    let story = Story::begin().await;
    let channels = much(&story).await;
    let proxy = Proxy::start(&story.server).await;
    let worker = Story::work_over(impatient(&proxy.url()), quick());
    for count in [1, 100, 200] {
        story.until(&format!("SELECT count(*) >= {count} FROM mpns.result")).await;
        proxy.be_silent();
        worker.until_database(Some(ErrorKind::Connection)).await;
        proxy.speak();
        worker.until_database(None).await;
    }
    ends_well(&story, &channels).await;
    worker.drain().await;
}

#[tokio::test]
async fn a_server_that_says_nothing_does_not_keep_from_the_next() {
    let story = Story::begin().await;
    let proxy = Proxy::start(&story.server).await;
    proxy.be_silent();
    let second = Proxy::start(&story.server).await;
    let ports = format!("port={},{}", proxy.port(), second.port());
    let url = format!(
        "host=127.0.0.1,localhost {ports} user=administrator dbname=postgres target_session_attrs=read-write"
    );
    let database = impatient(&url);
    let one = database.connect().await.expect("the second").query_one("SELECT 1", &[]).await;
    assert_eq!(one.unwrap().get::<_, i32>(0), 1);
    let results = Results::after(&database, Cursor::START).await;
    assert!(results.is_ok(), "{results:?}");
}

#[tokio::test]
async fn a_reader_of_results_notices_that_the_server_is_silent() {
    let story = Story::begin().await;
    let [channel] = story.open(1).try_into().unwrap();
    let proxy = Proxy::start(&story.server).await;
    let database = impatient(&proxy.url());
    let mut results = Results::after(&database, Cursor::START).await.unwrap();
    let worker = story.work();
    story.enqueue(channel.uri(), &["a"]).await;
    assert_eq!(results.next_page(10).await.unwrap()[0].key, "a");
    proxy.be_silent();
    let error = results.next_page(10).await.expect_err("silence");
    assert_eq!(error.kind(), ErrorKind::Connection);
    let error = Results::after(&database, results.cursor()).await.expect_err("silence");
    assert_eq!(error.kind(), ErrorKind::Connection);
    proxy.speak();
    let mut results = Results::after(&database, results.cursor()).await.unwrap();
    story.enqueue(channel.uri(), &["b"]).await;
    assert_eq!(results.next_page(10).await.unwrap()[0].key, "b");
    worker.drain().await;
}

/// A worker that has lost its network is, to the server, a session in which nothing happens.
#[tokio::test]
async fn what_a_worker_had_locked_when_it_vanished_is_free_again() {
    let mut story = Story::begin().await;
    let [channel] = story.open(1).try_into().unwrap();
    let proxy = Proxy::start(&story.server).await;
    let worker = Story::work_over(impatient(&proxy.url()), quick());
    story.enqueue(channel.uri(), &["a"]).await;
    story.results(1).await;
    // The statements are prepared. It locks the channel, and waits for the job.
    let hold = "UPDATE mpns.channel SET held_until = now() + interval '1 hour'";
    story.client.batch_execute(hold).await.unwrap();
    story.enqueue(channel.uri(), &["b"]).await;
    let other = story.server.client().await;
    let lock = story.client.transaction().await.unwrap();
    lock.batch_execute("LOCK TABLE mpns.job IN SHARE MODE").await.unwrap();
    other.batch_execute("UPDATE mpns.channel SET held_until = now()").await.unwrap();
    until(&other, "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted").await;
    proxy.be_silent();
    worker.kill().await;
    lock.commit().await.unwrap();
    let worker = story.work();
    story.results(2).await;
    assert_eq!(received(&channel), ["a", "b"]);
    worker.drain().await;
}

#[tokio::test]
async fn statements_that_were_given_up_do_not_pile_up_behind_a_lock() {
    let mut story = Story::begin().await;
    let [channel] = story.open(1).try_into().unwrap();
    story.enqueue(channel.uri(), &["a"]).await;
    let other = story.server.client().await;
    let lock = story.client.transaction().await.unwrap();
    lock.batch_execute("LOCK TABLE mpns.channel").await.unwrap();
    let worker = Story::work_over(impatient(&story.server.url()), quick());
    worker.until_database(Some(ErrorKind::Connection)).await;
    worker.kill().await;
    until(&other, "SELECT count(*) = 0 FROM pg_locks WHERE NOT granted").await;
    lock.commit().await.unwrap();
    let worker = story.work();
    story.results(1).await;
    worker.drain().await;
}

/// A claim that was made, and of which the worker learned nothing, was not sent.
#[tokio::test]
async fn a_worker_that_ends_gives_back_what_it_may_have_claimed() {
    let mut story = Story::begin().await;
    let [channel] = story.open(1).try_into().unwrap();
    story.enqueue(channel.uri(), &["a"]).await;
    let other = story.server.client().await;
    let lock = story.client.transaction().await.unwrap();
    lock.batch_execute("LOCK TABLE mpns.content").await.unwrap();
    let worker = Story::work_over(impatient(&story.server.url()), quick());
    worker.until_database(Some(ErrorKind::Connection)).await;
    worker.drain().await;
    let free = "SELECT lease_owner IS NULL AND taken IS NULL AND attempts = 0 \
                FROM mpns.channel JOIN mpns.job ON job.channel = channel.id";
    assert!(other.query_one(free, &[]).await.unwrap().get::<_, bool>(0));
    lock.commit().await.unwrap();
    let worker = story.work();
    assert_eq!(tally(&story.results(1).await), [("accepted".to_owned(), 1)].into());
    worker.drain().await;
}

#[tokio::test]
async fn what_a_program_does_itself_has_no_time_limit() {
    let story = Story::begin().await;
    let database = impatient(&story.server.url());
    let mut connection = database.connect().await.unwrap();
    let transaction = connection.transaction().await.unwrap();
    for setting in ["statement_timeout", "idle_in_transaction_session_timeout"] {
        let row = transaction.query_one(&format!("SHOW {setting}"), &[]).await.unwrap();
        assert_eq!(row.get::<_, &str>(0), "0", "{setting}");
    }
    let [channel] = story.open(1).try_into().unwrap();
    enqueue(&transaction, &[job(channel.uri(), "a")]).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(story.ask::<i64>("SELECT count(*) FROM mpns.job").await, 1);
}

/// Waits until a query returns true.
async fn until(client: &Client, query: &str) {
    let start = Instant::now();
    while !client.query_one(query, &[]).await.unwrap().get::<_, bool>(0) {
        assert!(start.elapsed() < LONG, "{query}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
