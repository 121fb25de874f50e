//! Plans that sessions keep, which were made while the tables were small.

use std::time::Duration;

use mpns_emulator::Channel;
use mpns_queue::mpns_hyper::mpns_connect::Tls;
use mpns_queue::tokio_postgres::{self, Client, NoTls};
use mpns_queue::{Database, Retention, delete_old, enqueue};

use crate::statements::STATEMENTS;
use crate::story::{Story, Working, job, quick};

/// A worker's session keeps the plan of a statement that it has prepared, and tables grow.
#[tokio::test]
async fn a_worker_that_began_with_few_jobs_reads_many_by_indexes() {
    for few in [0, 1, 20] {
        let story = Story::begin_with(&["autovacuum=off"]).await;
        let channels = story.open(20);
        for channel in &channels[..few] {
            story.enqueue(channel.uri(), &["first"]).await;
        }
        story.client.batch_execute("VACUUM ANALYZE").await.unwrap();
        let working = work_alone(&story);
        story.results(few).await;
        for (number, channel) in channels.iter().enumerate() {
            story.enqueue(channel.uri(), &["alone"]).await;
            story.results(few + 1 + number).await;
        }
        enqueue_many(&story.client, &channels).await;
        let jobs = few + 20 + 20 * MANY;
        story.results(jobs).await;
        working.drain().await;
        let rows = ended(&story, "worker", "seq_tup_read").await;
        assert_eq!(rows[2], 0, "rows of jobs after {few}");
        // To take it, to settle it, to check the foreign keys, and what finds nothing.
        let most = 20 * i64::try_from(jobs).unwrap();
        for figure in ["idx_scan", "idx_tup_fetch"] {
            let found = scans(&story, figure).await;
            assert!(found.iter().all(|it| *it < most), "{figure} after {few}: {found:?} of {most}");
        }
    }
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

/// Unlike a bitmap scan, an index scan marks entries whose rows are gone, so that it does not read them again, and new ones
/// take their place.
#[tokio::test]
async fn a_worker_does_not_read_again_what_is_gone() {
    let story = Story::begin_with(&["autovacuum=off"]).await;
    let channels = story.open(20);
    let working = work_alone(&story);
    enqueue_many(&story.client, &channels).await;
    story.results(20 * MANY).await;
    working.drain().await;
    for channel in &channels[..FEW] {
        story.enqueue(channel.uri(), &["first"]).await;
    }
    story.client.batch_execute("VACUUM ANALYZE").await.unwrap();
    let before = entries_read(&story).await;
    let working = work_alone(&story);
    for round in 1..=ROUNDS {
        let jobs: Vec<_> = channels.iter().map(|channel| job(channel.uri(), "alone")).collect();
        enqueue(&story.client, &jobs).await.unwrap();
        story.results(20 * MANY + FEW + 20 * round).await;
    }
    working.drain().await;
    let read = entries_read(&story).await - before;
    let most = 15 * 20 * i64::try_from(ROUNDS).unwrap();
    assert!(read < most, "{read} of {most}");
}

/// Whatever the planner believes, it looks for jobs and channels by conditions, and not through a whole index.
#[tokio::test]
async fn statements_look_for_rows_when_there_seems_to_be_one() {
    let story = Story::begin_with(&["autovacuum=off"]).await;
    let channels = story.open(20);
    story.enqueue(channels[0].uri(), &["alone"]).await;
    let begin = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off";
    for statement in ["VACUUM ANALYZE", begin] {
        story.client.batch_execute(statement).await.unwrap();
    }
    for statement in STATEMENTS {
        let (name, mut plan) = (statement.name, statement.plan(&story.client).await);
        plan.retain(|line| !line.trim_start().starts_with("Output:"));
        let text = plan.join("\n");
        for table in ["job", "channel"] {
            assert!(!text.contains(&format!("Seq Scan on mpns.{table}")), "{name}:\n{text}");
        }
        for (line, next) in plan.iter().zip(plan.iter().skip(1).chain([&String::new()])) {
            let is_by_key = line.contains(" using job_") || line.contains(" using channel_pkey");
            let is_whole = is_by_key && !next.contains("Index Cond:");
            assert!(!is_whole, "{name}:\n{text}");
        }
    }
}

async fn enqueue_many(client: &Client, channels: &[Channel]) {
    for channel in channels {
        let jobs: Vec<_> =
            (0..MANY).map(|number| job(channel.uri(), &number.to_string())).collect();
        enqueue(client, &jobs).await.unwrap();
    }
}

/// A worker with one session, whose program is `worker`.
fn work_alone(story: &Story) -> Working {
    let database = Database::new(&url_of(story, "worker"), &Tls::default(), 1).unwrap();
    Story::work_over(database, quick())
}

fn url_of(story: &Story, program: &str) -> String {
    format!("{} application_name={program}", story.server.url())
}

/// How many entries of the index of jobs were read, once the worker's sessions have ended.
async fn entries_read(story: &Story) -> i64 {
    ended(story, "worker", "idx_scan").await;
    let query = "SELECT idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = 'job_pkey'";
    story.ask(query).await
}

/// The [`scans`] once the sessions of a program have ended, which is when each reports what it read.
async fn ended(story: &Story, program: &str, figure: &str) -> Vec<i64> {
    let sessions = "SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name =";
    story.until(&format!("{sessions} '{program}'")).await;
    scans(story, figure).await
}

/// A figure of the server about how channels, contents and jobs were read, in this order.
async fn scans(story: &Story, figure: &str) -> Vec<i64> {
    let query = format!(
        "SELECT {figure} FROM pg_stat_user_tables
        WHERE schemaname = 'mpns' AND relname IN ('channel', 'content', 'job') ORDER BY relname"
    );
    story.client.query(&query, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

/// Jobs that wait while the statistics are made.
const FEW: usize = 5;
/// Jobs that each channel gets one after the other.
const ROUNDS: usize = 60;
/// Jobs of a channel.
const MANY: usize = 200;
