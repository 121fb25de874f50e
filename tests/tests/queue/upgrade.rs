//! From an older schema to the newest.

use std::time::Instant;

use mpns_queue::mpns_hyper::mpns_connect::Tls;
use mpns_queue::tokio_postgres::{Client, NoTls};
use mpns_queue::{Database, check_schema, enqueue, expire_channel, migrate};

use crate::story::{LONG, Story, job, received, tally};
use mpns_tests::postgres::Server;

/// What version 1 of the crate did.
const FIRST: &str = concat!(
    "CREATE SCHEMA mpns;
    CREATE TABLE mpns.migration (
        number integer PRIMARY KEY,
        applied timestamptz NOT NULL DEFAULT now()
    );",
    include_str!("../../../mpns-queue/migrations/0001.sql"),
    "INSERT INTO mpns.migration (number) VALUES (1)",
);

async fn connect_to(server: &Server, database: &str) -> Client {
    let url = server.url().replace("dbname=postgres", &format!("dbname={database}"));
    let (client, connection) = mpns_queue::tokio_postgres::connect(&url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

#[tokio::test]
async fn every_way_leads_to_the_same_schema() {
    let server = Server::start();
    let administrator = server.client().await;
    let mut schemas = Vec::new();
    for (database, first, before) in [
        ("empty", "", &[0][..]),
        ("older", FIRST, &[1]),
        ("twice", "", &[0, 4]),
        ("older_twice", FIRST, &[1, 4]),
    ] {
        administrator.batch_execute(&format!("CREATE DATABASE {database}")).await.unwrap();
        let mut client = connect_to(&server, database).await;
        client.batch_execute(first).await.unwrap();
        for before in before {
            assert_eq!(migrate(&mut client).await.unwrap(), *before, "{database}");
        }
        check_schema(&client).await.expect("the newest");
        schemas.push((database, server.schema_of(database)));
    }
    administrator.batch_execute("CREATE DATABASE at_once").await.unwrap();
    connect_to(&server, "at_once").await.batch_execute(FIRST).await.unwrap();
    let mut running = Vec::new();
    for _ in 0..2 {
        let mut client = connect_to(&server, "at_once").await;
        running.push(tokio::spawn(async move { migrate(&mut client).await.unwrap() }));
    }
    let mut before = Vec::new();
    for result in running {
        before.push(result.await.unwrap());
    }
    before.sort_unstable();
    assert_eq!(before, [1, 4]);
    schemas.push(("at_once", server.schema_of("at_once")));
    let (_, same) = &schemas[0];
    assert!(same.contains("CREATE POLICY"), "{same}");
    for (database, schema) in &schemas {
        assert_eq!(schema, same, "{database}");
    }
}

/// A worker that runs has looked at the version of the schema, and goes on.
#[tokio::test]
async fn an_upgrade_stops_no_worker_and_keeps_everything() {
    let server = Server::start();
    server.client().await.batch_execute(FIRST).await.unwrap();
    let database = Database::new(&server.url(), &Tls::default(), 8).unwrap();
    let mut story = Story::begin_on(server, database).await;
    let channels = story.open(30);
    let keys: Vec<_> = (0..20).map(|number| number.to_string()).collect();
    let keys: Vec<_> = keys.iter().map(String::as_str).collect();
    for channel in &channels {
        story.enqueue(channel.uri(), &keys).await;
    }
    // Three are held, one is expired, and one is leased to a worker that is gone.
    let states = "
        UPDATE mpns.channel SET held_until = now() + interval '1 hour', tries = 3 WHERE id <= 3;
        UPDATE mpns.job SET taken = now(), attempts = 1 WHERE channel = 5 AND key = '0';
        UPDATE mpns.channel SET lease_owner = gen_random_uuid(), lease_until = now() + interval '1 second'
            WHERE id = 5;
        -- Workers of this version would refuse the older schema.
        INSERT INTO mpns.migration (number) VALUES (4)";
    story.client.batch_execute(states).await.unwrap();
    assert!(expire_channel(&story.client, channels[3].uri()).await.unwrap());
    let order =
        "SELECT string_agg(id || uri || held_until || coalesce(expired::text, ''), ',' ORDER BY id)
        FROM mpns.channel WHERE id <= 4";
    let before: String = story.ask(order).await;

    let worker = story.work();
    story.until("SELECT count(*) > 50 FROM mpns.result").await;
    let mut client = story.server.client().await;
    client.batch_execute("DELETE FROM mpns.migration WHERE number = 4").await.unwrap();
    let start = Instant::now();
    // A deadlock with a statement of the worker, or a lock that takes too long, changes nothing.
    while let Err(error) = migrate(&mut client).await {
        assert!(error.is_transient() && start.elapsed() < LONG, "{error}");
    }
    assert_eq!(migrate(&mut client).await.unwrap(), 4);
    enqueue(&story.client, &[job(channels[6].uri(), "later")]).await.unwrap();
    // A job that may have been sent holds its channel for a while, as a failure does.
    story
        .until("SELECT count(*) > 0 FROM mpns.result WHERE result = 'may-have-been-delivered'")
        .await;
    story
        .client
        .batch_execute("UPDATE mpns.channel SET held_until = now() WHERE id = 5")
        .await
        .unwrap();
    let results = story.results(27 * 20 + 1).await;
    worker.drain().await;

    assert_eq!(story.ask::<String>(order).await, before);
    let expected = [("accepted", 26 * 20), ("channel-expired", 20), ("may-have-been-delivered", 1)];
    let expected = expected.map(|(name, count)| (name.to_owned(), count)).into();
    assert_eq!(tally(&results), expected);
    assert_eq!(received(&channels[4]), keys[1..]);
    assert_eq!(received(&channels[6]), [&keys[..], &["later"]].concat());
    assert_eq!(story.ask::<i64>("SELECT sum(waiting) FROM mpns.channel").await, 3 * 20);
    assert_eq!(story.ask::<i64>("SELECT count(*) FROM mpns.job").await, 3 * 20);
    story.client = story.server.client().await;
    story.client.batch_execute("UPDATE mpns.channel SET held_until = now()").await.unwrap();
    let worker = story.work();
    story.results(30 * 20 + 1).await;
    assert_eq!(received(&channels[0]), keys);
    worker.drain().await;
}

/// Everyone would wait behind a migration that waits.
#[tokio::test]
async fn a_table_in_use_is_not_waited_for_for_long() {
    let server = Server::start();
    let mut other = server.client().await;
    other.batch_execute(FIRST).await.unwrap();
    let transaction = other.transaction().await.unwrap();
    transaction.batch_execute("SELECT FROM mpns.job").await.unwrap();
    let mut client = server.client().await;
    let error = migrate(&mut client).await.expect_err("a table is in use");
    assert!(error.is_transient(), "{error}");
    transaction.commit().await.unwrap();
    assert_eq!(migrate(&mut client).await.unwrap(), 1);
}
