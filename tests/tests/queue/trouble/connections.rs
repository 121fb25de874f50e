use std::time::Duration;

use mpns_queue::mpns_hyper::Client as Sender;
use mpns_queue::mpns_hyper::mpns_connect::Tls;
use mpns_queue::{ErrorKind, Worker, enqueue};

use crate::story::{Story, job, quick, received, tally};

#[tokio::test]
async fn a_worker_outlasts_restarts_of_the_server() {
    let mut story = Story::begin().await;
    let [channel] = story.open(1).try_into().unwrap();
    let worker = story.work();
    story.enqueue(channel.uri(), &["a"]).await;
    story.results(1).await;
    for (key, count) in [("b", 2), ("c", 3)] {
        if count == 2 {
            story.server.stop()
        } else {
            story.server.kill()
        }
        while worker.handle.counts().database != Some(ErrorKind::Connection) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        story.server.start_again();
        story.client = story.server.client().await;
        story.enqueue(channel.uri(), &[key]).await;
        story.results(count).await;
    }
    assert_eq!(worker.handle.counts().database, None);
    worker.drain().await;
    assert_eq!(received(&channel), ["a", "b", "c"]);
}

#[tokio::test]
async fn a_worker_outlasts_lost_connections() {
    let story = Story::begin().await;
    let channels = story.open(10);
    let worker = story.work();
    let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
               WHERE datname IS NOT NULL AND pid <> pg_backend_pid()";
    for round in 0..20 {
        for channel in &channels {
            let mut job = job(channel.uri(), &format!("{round:02}"));
            job.terms.may_show_twice = true;
            enqueue(&story.client, &[job]).await.unwrap();
        }
        story.ask::<i64>(end).await;
    }
    let results = story.results(200).await;
    assert_eq!(tally(&results), [("accepted".to_owned(), 200)].into());
    worker.drain().await;
    // A batch that was written, and of which the worker did not learn, is not written twice; nothing is sent twice.
    for channel in &channels {
        assert_eq!(received(channel).len(), 20);
    }
}

#[tokio::test]
async fn a_worker_waits_for_a_connection() {
    let story = Story::begin_with(&["max_connections=12"]).await;
    let [channel] = story.open(1).try_into().unwrap();
    story.enqueue(channel.uri(), &["a"]).await;
    let mut taken = Vec::new();
    // 3 of the 12 are kept for the administrator.
    for _ in 0..11 {
        taken.push(story.server.client().await);
    }
    let other = "CREATE ROLE worker LOGIN IN ROLE mpns_work";
    story.client.batch_execute(other).await.unwrap();
    let url = story.server.url().replace("user=administrator", "user=worker");
    let tls = Tls::default();
    let database = mpns_queue::Database::new(&url, &tls, 3).unwrap();
    let worker = Worker::new(database, Sender::new(), quick());
    let handle = worker.handle();
    let working = tokio::spawn(worker.run());
    while handle.counts().database != Some(ErrorKind::Connection) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    drop(taken);
    story.results(1).await;
    handle.drain();
    working.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_worker_waits_for_a_server_that_takes_changes() {
    let story = Story::begin().await;
    let [channel] = story.open(1).try_into().unwrap();
    let read_only = |on| {
        format!("ALTER SYSTEM SET default_transaction_read_only = {on}; SELECT pg_reload_conf()")
    };
    story.enqueue(channel.uri(), &["a"]).await;
    // In two statements, as the first does not run in a transaction.
    for statement in read_only("on").split("; ") {
        story.client.batch_execute(statement).await.unwrap();
    }
    story.until("SELECT current_setting('default_transaction_read_only') = 'on'").await;
    let worker = story.work();
    while worker.handle.counts().database != Some(ErrorKind::ReadOnly) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    for statement in read_only("off").split("; ") {
        story.client.batch_execute(statement).await.unwrap();
    }
    story.results(1).await;
    worker.drain().await;
    assert_eq!(received(&channel), ["a"]);
}

#[tokio::test]
async fn a_worker_without_its_schema_or_privileges_ends() {
    let story = Story::begin().await;
    story.client.batch_execute("DROP SCHEMA mpns CASCADE").await.unwrap();
    let worker = Worker::new(story.database.clone(), Sender::new(), quick());
    let error = worker.run().await.expect_err("no schema");
    assert_eq!(error.kind(), ErrorKind::Schema, "{error}");
}

#[tokio::test]
async fn statements_are_not_compiled() {
    let story = Story::begin().await;
    assert_eq!(story.ask::<String>("SHOW jit").await, "on");
    let connection = story.database.connect().await.unwrap();
    let row = connection.query_one("SHOW jit", &[]).await.unwrap();
    assert_eq!(row.get::<_, &str>(0), "off");
}
