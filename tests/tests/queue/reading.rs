use std::time::Duration;

use mpns_queue::{Cursor, Retention, delete_old, results_after};

use crate::story::{Story, tally};

#[tokio::test]
async fn no_result_is_left_out_by_a_reader_that_is_ahead() {
    let mut story = Story::begin().await;
    let channels = story.open(2);
    story.enqueue(channels[0].uri(), &["slow"]).await;
    story.enqueue(channels[1].uri(), &["quick"]).await;
    let reader = story.server.client().await;
    // An older transaction has written a result, and is not over.
    let slow = story.client.transaction().await.unwrap();
    mpns_queue::cancel_channel(&slow, channels[0].uri()).await.unwrap();
    let other = story.server.client().await;
    mpns_queue::cancel_channel(&other, channels[1].uri()).await.unwrap();
    let read = results_after(&reader, Cursor::START, 10).await.unwrap();
    assert!(read.is_empty(), "{read:?}");
    slow.commit().await.unwrap();
    let read = results_after(&reader, Cursor::START, 10).await.unwrap();
    assert_eq!(read.iter().map(|it| it.key.as_str()).collect::<Vec<_>>(), ["slow", "quick"]);
    let rest = results_after(&reader, read[0].cursor, 10).await.unwrap();
    assert_eq!(rest.len(), 1);
}

#[tokio::test]
async fn what_is_old_is_deleted_in_pieces() {
    let story = Story::begin().await;
    let channels = story.open(6);
    for channel in &channels {
        story.enqueue(channel.uri(), &["a"]).await;
    }
    channels[0].expire();
    let worker = story.work();
    let results = story.results(6).await;
    assert_eq!(tally(&results)["accepted"], 5);
    worker.drain().await;
    let mut retention = Retention::default();
    assert_eq!(delete_old(&story.client, &retention, 4).await.unwrap(), 0);
    retention.contents = Duration::ZERO;
    retention.results = Duration::ZERO;
    retention.expired_channels = Some(Duration::ZERO);
    story.enqueue(channels[1].uri(), &["b"]).await;
    // Up to 4 of the results, of the contents without a job and of the expired channels.
    assert_eq!(delete_old(&story.client, &retention, 4).await.unwrap(), 4 + 4 + 1);
    assert_eq!(delete_old(&story.client, &retention, 4).await.unwrap(), 2 + 2);
    assert_eq!(delete_old(&story.client, &retention, 4).await.unwrap(), 0);
    for (query, left) in [
        ("SELECT count(*) FROM mpns.result", 0),
        ("SELECT count(*) FROM mpns.content", 1),
        ("SELECT count(*) FROM mpns.channel", 5),
        ("SELECT count(*) FROM mpns.job", 1),
    ] {
        assert_eq!(story.ask::<i64>(query).await, left, "{query}");
    }
}
