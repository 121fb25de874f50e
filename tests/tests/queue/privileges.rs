use mpns_queue::mpns_hyper::Client as Sender;
use mpns_queue::mpns_hyper::mpns_connect::Tls;
use mpns_queue::tokio_postgres::{Client, NoTls};
use mpns_queue::{
    Cursor, Database, ErrorKind, Worker, cancel_channel, enqueue, expire_channel, results_after,
};

use crate::story::{Story, job, quick};

/// A connection as a role.
async fn connect_as(story: &Story, role: &str) -> Client {
    let url = url(story, role);
    let (client, connection) = mpns_queue::tokio_postgres::connect(&url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

fn url(story: &Story, role: &str) -> String {
    story.server.url().replace("user=administrator", &format!("user={role}"))
}

async fn begin() -> Story {
    let story = Story::begin().await;
    let users = "
        CREATE ROLE app LOGIN IN ROLE mpns_enqueue;
        CREATE ROLE worker LOGIN IN ROLE mpns_work;
        CREATE ROLE reader LOGIN IN ROLE mpns_read;
        CREATE ROLE stranger LOGIN";
    story.client.batch_execute(users).await.unwrap();
    story
}

#[tokio::test]
async fn each_role_does_its_part() {
    let story = begin().await;
    let [one, other] = story.open(2).try_into().unwrap();
    let app = connect_as(&story, "app").await;
    enqueue(&app, &[job(one.uri(), "a"), job(other.uri(), "b")]).await.unwrap();
    enqueue(&app, &[job(other.uri(), "c")]).await.unwrap();
    assert_eq!(cancel_channel(&app, other.uri()).await.unwrap(), 2);
    assert!(expire_channel(&app, other.uri()).await.unwrap());
    enqueue(&app, &[job(other.uri(), "d")]).await.unwrap();

    let database = Database::new(&url(&story, "worker"), &Tls::default(), 3).unwrap();
    let worker = Worker::new(database, Sender::new(), quick());
    let handle = worker.handle();
    let working = tokio::spawn(worker.run());
    story.results(4).await;
    handle.drain();
    working.await.unwrap().expect("all that a worker needs");
    let worker = connect_as(&story, "worker").await;
    mpns_queue::delete_old(&worker, &mpns_queue::Retention::default(), 10).await.unwrap();

    let reader = connect_as(&story, "reader").await;
    assert_eq!(results_after(&reader, Cursor::START, 10).await.unwrap().len(), 4);
}

#[tokio::test]
async fn no_role_does_more() {
    let story = begin().await;
    let [channel] = story.open(1).try_into().unwrap();
    story.enqueue(channel.uri(), &["a"]).await;
    for (role, statement) in [
        // Enqueueing lifts no hold, takes no lease, and changes no result.
        ("app", "UPDATE mpns.channel SET held_until = 'epoch'"),
        ("app", "UPDATE mpns.channel SET lease_owner = NULL"),
        ("app", "UPDATE mpns.channel SET uri = 'http://elsewhere.example/'"),
        ("app", "INSERT INTO mpns.channel (uri, host, held_until) VALUES ('x', 1, now())"),
        ("app", "UPDATE mpns.job SET attempts = 0"),
        ("app", "UPDATE mpns.host SET down_until = now()"),
        ("app", "DELETE FROM mpns.result"),
        ("app", "SELECT body FROM mpns.content"),
        // A worker sends to no one else, and nothing else.
        (
            "worker",
            "INSERT INTO mpns.job (channel, content, key, may_show_twice) VALUES (1, 1, '', false)",
        ),
        ("worker", "INSERT INTO mpns.channel (uri, host) VALUES ('x', 1)"),
        ("worker", "UPDATE mpns.channel SET uri = 'http://elsewhere.example/'"),
        ("worker", "UPDATE mpns.content SET body = ''"),
        ("worker", "UPDATE mpns.job SET deadline = NULL"),
        // A reader sees no secret.
        ("reader", "SELECT uri FROM mpns.channel"),
        ("reader", "SELECT * FROM mpns.channel"),
        ("reader", "SELECT body FROM mpns.content"),
        ("reader", "SELECT message_id FROM mpns.job"),
        ("reader", "DELETE FROM mpns.result"),
        ("reader", "UPDATE mpns.channel SET waiting = 0"),
        ("stranger", "SELECT id FROM mpns.result"),
        ("stranger", "SELECT id FROM mpns.channel"),
    ] {
        let client = connect_as(&story, role).await;
        let error = client.batch_execute(statement).await.expect_err(statement);
        let error = mpns_queue::Error::from(error);
        assert_eq!(error.kind(), ErrorKind::Privilege, "{role}: {statement}: {error}");
    }
}

#[tokio::test]
async fn errors_have_no_secret_in_them() {
    let story = Story::begin().await;
    let secret = "http://h.example/SECRET";
    story.enqueue(&secret.parse().unwrap(), &["a"]).await;
    let same = format!("INSERT INTO mpns.channel (uri, host) VALUES ('{secret}', 1)");
    let none = format!("INSERT INTO mpns.channel (uri, waiting) VALUES ('{secret}', 1)");
    for statement in [same, none] {
        let error = story.client.batch_execute(&statement).await.expect_err("refused");
        let error = mpns_queue::Error::from(error);
        assert_eq!(error.kind(), ErrorKind::Refused);
        let mut causes = Some(&error as &dyn std::error::Error);
        while let Some(cause) = causes {
            assert!(!format!("{cause} {cause:?}").contains("SECRET"), "{cause:?}");
            causes = cause.source();
        }
    }
    let error = Database::new("postgresql://u:SECRET@h/db?SECRET=1", &Tls::default(), 1);
    let error = error.expect_err("no such parameter");
    assert_eq!(error.to_string(), "the URL of the database is malformed");
    assert!(!format!("{error:?}").contains("SECRET"));
}
