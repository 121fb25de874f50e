//! Plans that sessions keep, which were made while the tables were small.

use std::time::Duration;

use mpns_emulator::Channel;
use mpns_queue::mpns_hyper::mpns_connect::Tls;
use mpns_queue::tokio_postgres::{self, Client, NoTls};
use mpns_queue::{Database, Retention, delete_old, enqueue};

use crate::story::{Story, job, quick};

/// A worker's session keeps the plan of a statement that it has prepared, and tables grow.
#[tokio::test]
async fn a_worker_that_began_with_few_jobs_reads_many_by_indexes() {
    let story = Story::begin_with(&["autovacuum=off"]).await;
    let channels = story.open(20);
    for channel in &channels {
        story.enqueue(channel.uri(), &["first"]).await;
    }
    story.client.batch_execute("VACUUM ANALYZE").await.unwrap();
    let database = Database::new(&url_of(&story, "worker"), &Tls::default(), 1).unwrap();
    let working = Story::work_over(database, quick());
    story.results(20).await;
    for (number, channel) in channels.iter().enumerate() {
        story.enqueue(channel.uri(), &["alone"]).await;
        story.results(21 + number).await;
    }
    enqueue_many(&story.client, &channels).await;
    story.results(40 + 20 * MANY).await;
    working.drain().await;
    assert_eq!(ended(&story, "worker", "seq_tup_read").await[2], 0, "rows of jobs");
}

/// The sessions of others keep the plans of what checks their foreign keys.
#[tokio::test]
async fn a_queue_that_was_full_once_is_read_by_indexes() {
    let story = Story::begin_with(&["autovacuum=off"]).await;
    let channels = story.open(20);
    let working = story.work();
    enqueue_many(&story.client, &channels).await;
    story.results(20 * MANY).await;
    let mut retention = Retention::default();
    retention.contents = Duration::ZERO;
    delete_old(&story.client, &retention, 1000).await.unwrap();
    for statement in ["VACUUM ANALYZE", "SELECT pg_stat_force_next_flush()"] {
        story.client.batch_execute(statement).await.unwrap();
    }
    let (program, connection) =
        tokio_postgres::connect(&url_of(&story, "program"), NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    let before = scans(&story, "seq_scan").await;
    for (number, channel) in channels.iter().enumerate() {
        enqueue(&program, &[job(channel.uri(), "alone")]).await.unwrap();
        story.results(20 * MANY + 1 + number).await;
        delete_old(&program, &retention, 1000).await.unwrap();
    }
    drop(program);
    connection.await.unwrap().unwrap();
    working.drain().await;
    assert_eq!(ended(&story, "program", "seq_scan").await, before, "channel, content, job");
}

async fn enqueue_many(client: &Client, channels: &[Channel]) {
    for channel in channels {
        let jobs: Vec<_> =
            (0..MANY).map(|number| job(channel.uri(), &number.to_string())).collect();
        enqueue(client, &jobs).await.unwrap();
    }
}

fn url_of(story: &Story, program: &str) -> String {
    format!("{} application_name={program}", story.server.url())
}

/// The same once the sessions of a program are over: each counts at its end what it read.
async fn ended(story: &Story, program: &str, figure: &str) -> Vec<i64> {
    let sessions = "SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name =";
    story.until(&format!("{sessions} '{program}'")).await;
    scans(story, figure).await
}

/// What the server has counted of reading without an index, of the tables in the order of their names.
async fn scans(story: &Story, figure: &str) -> Vec<i64> {
    let query = format!(
        "SELECT {figure} FROM pg_stat_user_tables
        WHERE schemaname = 'mpns' AND relname IN ('channel', 'content', 'job') ORDER BY relname"
    );
    story.client.query(&query, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

/// Jobs of a channel.
const MANY: usize = 200;
