use std::time::{Duration, Instant};

use mpns_emulator::{Answer, Fault, FaultTime};
use mpns_queue::mpns_hyper::Client as Sender;
use mpns_queue::mpns_hyper::mpns_connect::Tls;
use mpns_queue::{Database, ErrorKind, Worker, enqueue};

use crate::story::{LONG, Story, job, quick, received, tally};

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

/// A server does not start while a session of the one before it still computes.
#[tokio::test]
async fn a_worker_outlasts_a_server_that_leaves_a_session_behind() {
    let mut story = Story::begin().await;
    let [channel] = story.open(1).try_into().unwrap();
    let worker = story.work();
    let other = story.server.client().await;
    let compute = "DO $$ DECLARE start timestamptz := clock_timestamp(); BEGIN
                   WHILE clock_timestamp() < start + interval '1 second' LOOP END LOOP; END $$";
    tokio::spawn(async move { other.batch_execute(compute).await });
    story.until("SELECT count(*) = 1 FROM pg_stat_activity WHERE query LIKE 'DO %'").await;
    story.server.kill();
    story.server.start_again();
    story.client = story.server.client().await;
    story.enqueue(channel.uri(), &["a"]).await;
    story.results(1).await;
    worker.drain().await;
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
    let database = Database::new(&url, &tls, 3).unwrap();
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

/// What the server says of a deadlock, of transactions that met, of a full or broken disk, of no memory, and of a statement
/// or a lock that took too long.
#[tokio::test]
async fn a_worker_tries_again_what_may_succeed_later() {
    let story = Story::begin().await;
    let [channel] = story.open(1).try_into().unwrap();
    let worker = story.work();
    let codes = ["40P01", "40001", "53100", "58030", "53200", "57014", "55P03"];
    for (count, code) in codes.iter().enumerate() {
        let fail = format!(
            "CREATE FUNCTION mpns.fail() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$;
             CREATE TRIGGER fail BEFORE INSERT ON mpns.result FOR EACH ROW EXECUTE FUNCTION mpns.fail()"
        );
        story.client.batch_execute(&fail).await.unwrap();
        story.enqueue(channel.uri(), &[code]).await;
        worker.until_database(Some(ErrorKind::Connection)).await;
        story.client.batch_execute("DROP FUNCTION mpns.fail CASCADE").await.unwrap();
        story.results(count + 1).await;
    }
    worker.drain().await;
    assert_eq!(received(&channel), codes);
}

#[tokio::test]
async fn a_worker_outlasts_a_change_of_its_tables() {
    let story = Story::begin().await;
    let [channel] = story.open(1).try_into().unwrap();
    let worker = story.work();
    story.enqueue(channel.uri(), &["a"]).await;
    story.results(1).await;
    // Statements that are prepared cannot be used any more.
    let change = "ALTER TABLE mpns.channel ALTER os_version TYPE varchar(100)";
    story.client.batch_execute(change).await.unwrap();
    // Over each of its connections.
    for (key, count) in [("b", 2), ("c", 3), ("d", 4), ("e", 5)] {
        story.enqueue(channel.uri(), &[key]).await;
        story.results(count).await;
    }
    worker.drain().await;
}

/// A story with a worker's role, which has a password, and how it logs in.
async fn with_login() -> (Story, String) {
    let story = Story::begin().await;
    let hba = "local all administrator trust\nlocal all worker scram-sha-256\n";
    story.server.configure("pg_hba.conf", hba);
    let role = "CREATE ROLE worker LOGIN PASSWORD 'old' IN ROLE mpns_work; SELECT pg_reload_conf()";
    story.client.batch_execute(role).await.unwrap();
    let url = story.server.url().replace("user=administrator", "user=worker password=old");
    // The server takes a moment to read its configuration.
    let wrong = url.replace("password=old", "password=wrong");
    let start = Instant::now();
    while Database::new(&wrong, &Tls::default(), 1).unwrap().connect().await.is_ok() {
        assert!(start.elapsed() < LONG);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    (story, url)
}

#[tokio::test]
async fn a_worker_outlasts_a_password_that_is_not_its_own() {
    let (story, url) = with_login().await;
    let [channel] = story.open(1).try_into().unwrap();
    let wrong = url.replace("password=old", "password=wrong");
    let database = |url: &str| Database::new(url, &Tls::default(), 1).unwrap();
    // From the beginning, it is a mistake.
    let error = Worker::new(database(&wrong), Sender::new(), quick()).run().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Login);
    assert!(!format!("{error} {error:?}").contains("wrong"), "{error:?}");

    let worker = Story::work_over(database(&url), quick());
    story.enqueue(channel.uri(), &["a"]).await;
    story.results(1).await;
    let end =
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'worker'";
    story.client.batch_execute("ALTER ROLE worker PASSWORD 'new'").await.unwrap();
    story.ask::<i64>(end).await;
    worker.until_database(Some(ErrorKind::Login)).await;
    story.enqueue(channel.uri(), &["b"]).await;
    story.client.batch_execute("ALTER ROLE worker PASSWORD 'old'").await.unwrap();
    story.results(2).await;
    worker.drain().await;
    assert_eq!(received(&channel), ["a", "b"]);
}

#[tokio::test]
async fn a_worker_that_may_not_claim_any_more_settles_and_ends() {
    let (story, url) = with_login().await;
    let [channel] = story.open(1).try_into().unwrap();
    let delay = FaultTime::new(Duration::from_secs(2)).unwrap();
    channel.set_answers([Answer::Fault(Fault::DelayHead { delay })]);
    let database = Database::new(&url, &Tls::default(), 1).unwrap();
    let worker = Worker::new(database, Sender::new(), quick());
    let working = tokio::spawn(worker.run());
    story.enqueue(channel.uri(), &["a", "b"]).await;
    while story.emulator.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    story.client.batch_execute("REVOKE SELECT ON mpns.host FROM mpns_work").await.unwrap();
    let error = working.await.unwrap().expect_err("it may not");
    assert_eq!(error.kind(), ErrorKind::Privilege);
    let results = story.all_results().await;
    assert_eq!(tally(&results), [("accepted".to_owned(), 1)].into());
    assert_eq!(story.ask::<i64>("SELECT count(lease_owner) FROM mpns.channel").await, 0);
}
