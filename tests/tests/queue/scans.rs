use std::time::{Duration, Instant};

use mpns_queue::mpns_hyper::Client as Sender;
use mpns_queue::mpns_hyper::mpns_connect::Tls;
use mpns_queue::{
    Cursor, Database, FanOut, NewChannel, Retention, Terms, Worker, add_channels, cancel_channel,
    cancel_content, delete_old, enqueue, expire_channel, lag, list_channels, results_after,
};

use crate::roles::{begin_with, connect_as, divide, url};
use crate::story::{LONG, Story, job, quick, toast};

/// Fills the tables with this many channels, of which one in twenty has a job and is held, and as many results.
async fn fill(story: &Story, channels: i64) {
    let statement = format!(
        "
        SET session_replication_role = replica; -- No foreign keys are checked.
        INSERT INTO mpns.host (origin) SELECT 'http://h' || n FROM generate_series(1, 200) AS n;
        INSERT INTO mpns.content (body) SELECT '{{}}' FROM generate_series(1, {channels}) AS n;
        INSERT INTO mpns.channel (uri, host, owner, waiting, held_until)
            SELECT 'http://h/' || n, n % 200 + 1, 'eu-' || n, CASE WHEN n % 20 = 0 THEN 1 ELSE 0 END,
                now() + interval '1 hour'
            FROM generate_series(1, {channels}) AS n;
        INSERT INTO mpns.job (channel, content, key, may_show_twice) 
            SELECT id, id, '', false FROM mpns.channel WHERE waiting > 0;
        INSERT INTO mpns.result (job, channel, content, key, result, attempts)
            SELECT n, n, 1, '', 'accepted', 1 FROM generate_series(1, {channels}) AS n;
        SET session_replication_role = origin;
        VACUUM ANALYZE;
        SELECT pg_stat_force_next_flush()"
    );
    for statement in statement.split(';') {
        story.client.batch_execute(statement).await.unwrap();
    }
}

/// Policies are conditions, and one that hides others from the planner would keep it from an index.
#[tokio::test]
async fn no_role_reads_a_table_from_end_to_end() {
    // Its reading counts too.
    let story = begin_with(&["autovacuum=off"]).await;
    fill(&story, ROWS).await;
    divide(&story, "eu").await;
    let channels = story.open(4);
    let before = rows_read(&story).await;
    for (role, own) in [("app", &channels[..2]), ("eu_app", &channels[2..])] {
        let app = connect_as(&story, role).await;
        let mut known = NewChannel::new(own[0].uri().clone());
        known.owner = Some("eu-x".to_owned());
        add_channels(&app, &[known]).await.unwrap();
        enqueue(&app, &[job(own[0].uri(), "a"), job(own[1].uri(), "b")]).await.unwrap();
        assert_eq!(cancel_channel(&app, own[1].uri()).await.unwrap(), 1);
        assert!(expire_channel(&app, own[1].uri()).await.unwrap());
        let mut fan_out =
            FanOut::new(&app, &toast("all"), "owner = 'eu-7'", Terms::default()).await.unwrap();
        assert_eq!(fan_out.enqueue_page(&app, 10).await.unwrap(), Some(1));
        assert_eq!(cancel_content(&app, fan_out.content, 10).await.unwrap(), 1);
        assert_eq!(list_channels(&app, 100, 10, true).await.unwrap().len(), 10);
        assert_eq!(results_after(&app, Cursor::START, 10).await.unwrap().len(), 10);
    }
    let database = Database::new(&url(&story, "worker"), &Tls::default(), 3).unwrap();
    let worker = Worker::new(database, Sender::new(), quick());
    let handle = worker.handle();
    let working = tokio::spawn(worker.run());
    let start = Instant::now();
    while handle.counts().ended.values().sum::<u64>() < 2 {
        assert!(start.elapsed() < LONG, "{:?}", handle.counts());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    handle.drain();
    working.await.unwrap().unwrap();
    let worker = connect_as(&story, "worker").await;
    delete_old(&worker, &Retention::default(), 10).await.unwrap();
    lag(&worker).await.unwrap();
    let reader = connect_as(&story, "reader").await;
    assert_eq!(list_channels(&reader, 100, 10, false).await.unwrap().len(), 10);
    assert_eq!(results_after(&reader, Cursor::START, 10).await.unwrap().len(), 10);
    drop((worker, reader));

    // A session counts at its end what it read.
    let start = Instant::now();
    while story.ask::<i64>(SESSIONS).await > 0 {
        assert!(start.elapsed() < LONG, "a session goes on");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let read = rows_read(&story).await;
    assert_eq!(read, before, "channel, content, job, result");
}

/// How many rows of the large tables were read without an index. What the administrator reads counts too.
async fn rows_read(story: &Story) -> Vec<i64> {
    let rows = story.client.query(READ, &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

const ROWS: i64 = 100_000;
const SESSIONS: &str =
    "SELECT count(*) FROM pg_stat_activity WHERE usename IN ('app', 'eu_app', 'worker', 'reader')";
const READ: &str = "
    SELECT seq_tup_read FROM pg_stat_user_tables
    WHERE schemaname = 'mpns' AND relname IN ('channel', 'content', 'job', 'result')
    ORDER BY relname";
