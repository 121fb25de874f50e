use mpns_queue::mpns_hyper::Client as Sender;
use mpns_queue::mpns_hyper::mpns_connect::Tls;
use mpns_queue::{
    ContentId, Cursor, Database, ErrorKind, Place, Worker, cancel_channel, enqueue, expire_channel,
    results_after,
};

use crate::roles::{begin, connect_as, url};
use crate::story::{Story, job, quick};

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
        ("app", "DELETE FROM mpns.channel"),
        ("app", "UPDATE mpns.job SET attempts = 0"),
        ("app", "UPDATE mpns.host SET down_until = now()"),
        ("app", "INSERT INTO mpns.host (origin, openings) VALUES ('x', 1)"),
        ("app", "DELETE FROM mpns.result"),
        ("app", "SELECT body FROM mpns.content"),
        ("app", "INSERT INTO mpns.content (body, added_by) VALUES ('x', 'worker')"),
        // A job begins as one that nobody has taken or cancelled.
        (
            "app",
            "INSERT INTO mpns.job (channel, content, key, may_show_twice, attempts) VALUES (1, 1, '', false, 1)",
        ),
        (
            "app",
            "INSERT INTO mpns.job (channel, content, key, may_show_twice, taken) VALUES (1, 1, '', false, now())",
        ),
        (
            "app",
            "INSERT INTO mpns.job (channel, content, key, may_show_twice, cancelled) VALUES (1, 1, '', false, true)",
        ),
        // It says of no job that it was sent, and of none that it ended at another time.
        (
            "app",
            "INSERT INTO mpns.result (job, channel, content, key, result, attempts) VALUES (1, 1, 1, '', 'accepted', 1)",
        ),
        (
            "app",
            "INSERT INTO mpns.result (job, channel, content, key, result, attempts, sent) VALUES (1, 1, 1, '', 'cancelled', 1, now())",
        ),
        (
            "app",
            "INSERT INTO mpns.result (written, job, channel, content, key, result, attempts) VALUES (0, 1, 1, 1, '', 'cancelled', 1)",
        ),
        (
            "worker",
            "INSERT INTO mpns.result (job, channel, content, key, result, attempts, ended) VALUES (1, 1, 1, '', 'accepted', 1, 'infinity')",
        ),
        ("app", "INSERT INTO mpns.place (role, name) VALUES ('worker', 'a')"),
        ("worker", "INSERT INTO mpns.place (name) VALUES ('a')"),
        ("reader", "SELECT name FROM mpns.place"),
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
        ("stranger", "SELECT mpns.sees_channel(1)"),
        // No role but the owner's looks behind the policies, or changes them.
        ("app", "SET row_security = off; SELECT count(*) FROM mpns.job"),
        ("worker", "ALTER TABLE mpns.job DISABLE ROW LEVEL SECURITY"),
    ] {
        let client = connect_as(&story, role).await;
        let error = client.batch_execute(statement).await.expect_err(statement);
        let error = mpns_queue::Error::from(error);
        assert_eq!(error.kind(), ErrorKind::Privilege, "{role}: {statement}: {error}");
    }
}

/// One of the jobs is taken, one is taken and cancelled, and one waits; one channel is expired, another has no jobs.
#[tokio::test]
async fn a_role_changes_only_the_rows_that_are_its_own() {
    let story = begin().await;
    let channels = story.open(3);
    story.enqueue(channels[0].uri(), &["taken", "marked", "waits"]).await;
    story.enqueue(channels[1].uri(), &["gone"]).await;
    story.enqueue(channels[2].uri(), &["none"]).await;
    assert!(expire_channel(&story.client, channels[1].uri()).await.unwrap());
    cancel_channel(&story.client, channels[2].uri()).await.unwrap();
    let taken = "
        UPDATE mpns.job SET taken = now(), attempts = 1 WHERE key IN ('taken', 'marked');
        UPDATE mpns.job SET cancelled = true WHERE key = 'marked'";
    story.client.batch_execute(taken).await.unwrap();
    for (role, statement, rows) in [
        // Of what a worker has, nothing is deleted, and what was cancelled stays that.
        ("app", "DELETE FROM mpns.job WHERE key = 'taken'", Some(0)),
        ("app", "DELETE FROM mpns.job WHERE key = 'waits'", Some(1)),
        ("app", "UPDATE mpns.job SET cancelled = true WHERE key = 'waits'", Some(0)),
        ("app", "UPDATE mpns.job SET cancelled = true WHERE key = 'taken'", Some(1)),
        ("app", "UPDATE mpns.job SET cancelled = false WHERE key = 'marked'", None),
        // Channels to which something can be sent stay, with their holds.
        ("worker", "DELETE FROM mpns.channel", Some(0)),
        (
            "worker",
            "UPDATE mpns.channel SET waiting = 0 WHERE expired IS NOT NULL; DELETE FROM mpns.job WHERE key = 'gone'",
            Some(1),
        ),
        ("worker", "DELETE FROM mpns.channel", Some(1)),
    ] {
        let mut client = connect_as(&story, role).await;
        let transaction = client.transaction().await.unwrap();
        let (before, last) = statement.rsplit_once("; ").unwrap_or(("", statement));
        transaction.batch_execute(before).await.unwrap();
        let found = transaction.execute(last, &[]).await.map_err(mpns_queue::Error::from);
        let found = found.map_err(|error| error.kind());
        assert_eq!(found, rows.ok_or(ErrorKind::Privilege), "{role}: {statement}");
        if statement.starts_with("UPDATE mpns.channel") {
            transaction.commit().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_role_that_no_policy_names_sees_nothing() {
    let story = begin().await;
    let [channel] = story.open(1).try_into().unwrap();
    story.enqueue(channel.uri(), &["a"]).await;
    let grants = "
        GRANT USAGE ON SCHEMA mpns TO stranger;
        GRANT ALL ON ALL TABLES IN SCHEMA mpns TO stranger";
    story.client.batch_execute(grants).await.unwrap();
    let stranger = connect_as(&story, "stranger").await;
    for table in ["host", "channel", "content", "job"] {
        let query = format!("SELECT count(*) FROM mpns.{table}");
        assert_eq!(story.ask::<i64>(&query).await, 1, "{table}");
        let found: i64 = stranger.query_one(&query, &[]).await.unwrap().get(0);
        assert_eq!(found, 0, "{table}");
        let deleted = stranger.execute(&format!("DELETE FROM mpns.{table}"), &[]).await.unwrap();
        assert_eq!(deleted, 0, "{table}");
    }
}

#[tokio::test]
async fn a_place_belongs_to_its_role() {
    let story = begin().await;
    story.client.batch_execute("CREATE ROLE other LOGIN IN ROLE mpns_enqueue").await.unwrap();
    let (app, other) = (connect_as(&story, "app").await, connect_as(&story, "other").await);
    let mut place = Place::lock(&app, "nightly").await.unwrap();
    (place.reached, place.jobs, place.content) = (7, 3, Some(ContentId(5)));
    place.note(&app).await.unwrap();
    for (client, found) in
        [(&app, (7, 3, Some(ContentId(5)))), (&other, (0, 0, None)), (&story.client, (0, 0, None))]
    {
        let place = Place::lock(client, "nightly").await.unwrap();
        assert_eq!((place.reached, place.jobs, place.content), found);
    }
    Place::lock(&other, "nightly").await.unwrap().forget(&other).await.unwrap();
    let left = "SELECT json_agg(role ORDER BY role)::text FROM mpns.place";
    assert_eq!(story.ask::<String>(left).await, r#"["administrator", "app"]"#);
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
