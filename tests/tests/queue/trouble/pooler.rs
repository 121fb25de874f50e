use mpns_queue::mpns_hyper::mpns_connect::Tls;
use mpns_queue::{Cursor, Database, ErrorKind, Results, enqueue};

use crate::story::{LONG, Story, job, quick, tally};

/// Two of a worker, one that enqueues, one that listens.
const SESSIONS: usize = 4;

#[tokio::test]
async fn a_worker_and_a_reader_go_through_a_pooler() {
    let story = Story::begin().await;
    let channels = story.open(20);
    let pooler = story.server.pooler(SESSIONS);
    let database = Database::new(pooler.url(), &Tls::default(), 1).unwrap();
    let mut results = Results::after(&database, Cursor::START).await.unwrap();
    let worker = Story::work_over(database.clone(), quick());
    for round in 0..10 {
        let jobs: Vec<_> =
            channels.iter().map(|channel| job(channel.uri(), &round.to_string())).collect();
        enqueue(&*database.connect().await.unwrap(), &jobs).await.unwrap();
    }
    let mut read = Vec::new();
    while read.len() < 200 {
        let more = tokio::time::timeout(LONG, results.next_page(100)).await.expect("news");
        read.extend(more.unwrap());
    }
    assert_eq!(tally(&read), [("accepted".to_owned(), 200)].into());
    worker.drain().await;
    drop((results, database));

    // Whoever gets a session of a worker next finds none of its settings.
    let database = Database::new(pooler.url(), &Tls::default(), SESSIONS).unwrap();
    let mut connections = Vec::new();
    for _ in 0..SESSIONS {
        let connection = database.connect().await.unwrap();
        let row = connection.query_one("SHOW enable_seqscan", &[]).await.unwrap();
        assert_eq!(row.get::<_, &str>(0), "on");
        connections.push(connection);
    }
}

#[tokio::test]
async fn a_pooler_that_ends_is_a_connection_that_is_lost() {
    let story = Story::begin().await;
    let [channel] = story.open(1).try_into().unwrap();
    let pooler = story.server.pooler(SESSIONS);
    let database = Database::new(pooler.url(), &Tls::default(), 1).unwrap();
    let worker = Story::work_over(database, quick());
    story.enqueue(channel.uri(), &["a"]).await;
    story.results(1).await;
    drop(pooler);
    worker.until_database(Some(ErrorKind::Connection)).await;
    let _pooler = story.server.pooler(SESSIONS);
    story.enqueue(channel.uri(), &["b"]).await;
    story.results(2).await;
    worker.drain().await;
}
