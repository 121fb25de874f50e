use std::time::Duration;

use mpns_queue::mpns_hyper::mpns_connect::Tls;
use mpns_queue::{Cursor, Database, ErrorKind, JobResult, Results, enqueue};
use mpns_tests::postgres::Server;

use crate::story::{Story, job, quick, received, tally};

/// What names both servers.
fn database(one: &Server, other: &Server) -> Database {
    let folder = |server: &Server| server.socket().parent().unwrap().display().to_string();
    let hosts = format!("{},{}", folder(one), folder(other));
    let url =
        format!("host={hosts} user=administrator dbname=postgres target_session_attrs=read-write");
    Database::new(&url, &Tls::default(), 4).expect("a database")
}

/// A commit is not over before the standby has it.
async fn replicate_synchronously(story: &Story) {
    for statement in ["ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"]
    {
        story.client.batch_execute(statement).await.unwrap();
    }
    story.until("SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'").await;
}

#[tokio::test]
async fn a_standby_takes_over_and_nothing_is_lost_or_sent_twice() {
    let mut story = Story::begin().await;
    let standby = story.server.standby();
    replicate_synchronously(&story).await;
    let database = database(&story.server, &standby);
    let channels = story.open(20);
    let keys: Vec<_> = (0..30).map(|number| format!("{number:02}")).collect();
    for channel in &channels {
        story.enqueue(channel.uri(), &keys.iter().map(String::as_str).collect::<Vec<_>>()).await;
    }
    let count = channels.len() * keys.len();
    let (mut read, mut failed) = (Vec::<JobResult>::new(), 0);
    let worker = Story::work_over(database.clone(), quick());
    let mut results = Results::after(&database, Cursor::START).await.unwrap();
    while read.len() < count / 4 {
        read.extend(results.next_page(10).await.unwrap());
    }

    story.server.kill();
    worker.until_database(Some(ErrorKind::Connection)).await;
    // Neither can be written to. What fails says that it may succeed later.
    let error = match database.connect().await {
        Ok(connection) => enqueue(&*connection, &[job(channels[0].uri(), "x")]).await.unwrap_err(),
        Err(error) => error,
    };
    assert!(error.is_transient(), "{error}");
    standby.promote();
    story.client = standby.client().await;
    worker.until_database(None).await;
    while read.len() < count {
        match results.next_page(100).await {
            Ok(page) => read.extend(page),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
                failed += 1;
                let cursor = read.last().map_or(Cursor::START, |last| last.cursor);
                results = Results::after(&database, cursor).await.unwrap();
            }
        }
    }
    assert_eq!(failed, 1);
    worker.drain().await;
    assert_eq!(tally(&read), [("accepted".to_owned(), count)].into());
    assert_eq!(tally(&story.results(count).await), tally(&read));
    for channel in &channels {
        assert_eq!(received(channel), keys);
    }
}

#[tokio::test]
async fn a_worker_that_knows_a_standby_only_waits() {
    let story = Story::begin().await;
    let [channel] = story.open(1).try_into().unwrap();
    story.enqueue(channel.uri(), &["a"]).await;
    let standby = story.server.standby();
    let database = Database::new(&standby.url(), &Tls::default(), 1).unwrap();
    let worker = Story::work_over(database, quick());
    worker.until_database(Some(ErrorKind::ReadOnly)).await;
    standby.promote();
    worker.until_database(None).await;
    while received(&channel).is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    worker.drain().await;
}
