use std::time::Duration;

use mpns_queue::{Cursor, FanOut, Retention, Terms, delete_old, lag, results_after, status};

use crate::story::{Story, tally, toast};

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
    // Contents that are needed, more than are looked at at once, are between those that are not.
    story.enqueue(channels[1].uri(), &["b", "c", "d", "e", "f", "g", "h", "i", "j"]).await;
    for text in ["k", "l"] {
        FanOut::new(&story.client, &toast(text), "true", Terms::default()).await.unwrap();
    }
    // The results, the contents without a job, and the expired channel.
    assert_eq!(delete_old(&story.client, &retention, 4).await.unwrap(), 6 + 6 + 2 + 1);
    assert_eq!(delete_old(&story.client, &retention, 4).await.unwrap(), 0);
    for (query, left) in [
        ("SELECT count(*) FROM mpns.result", 0),
        ("SELECT count(*) FROM mpns.content", 9),
        ("SELECT count(*) FROM mpns.channel", 5),
        ("SELECT count(*) FROM mpns.job", 9),
    ] {
        assert_eq!(story.ask::<i64>(query).await, left, "{query}");
    }
}

#[tokio::test]
async fn what_could_be_sent_and_is_not_is_a_lag() {
    let story = Story::begin().await;
    let channels = story.open(2);
    assert_eq!(lag(&story.client).await.unwrap(), None);
    for channel in &channels {
        story.enqueue(channel.uri(), &["a", "b"]).await;
    }
    let hour = Duration::from_secs(3600);
    for (change, least) in [
        // It came an hour ago.
        ("UPDATE mpns.content SET created = now() - interval '1 hour'", Some(hour)),
        // Since then its channel was served.
        ("UPDATE mpns.channel SET lease_until = now() - interval '1 minute'", Some(hour / 60)),
        (
            "UPDATE mpns.channel SET held_until = now() + interval '1 hour' WHERE id = (SELECT min(id) FROM mpns.channel)",
            Some(hour / 60),
        ),
        (
            "UPDATE mpns.channel SET lease_until = now() + interval '1 hour' WHERE held_until < now()",
            None,
        ),
        ("UPDATE mpns.channel SET held_until = now(), lease_until = now()", Some(Duration::ZERO)),
        ("UPDATE mpns.host SET down_until = now() + interval '1 hour', openings = 1", None),
    ] {
        story.client.batch_execute(change).await.unwrap();
        let found = lag(&story.client).await.unwrap();
        assert_eq!(found.is_some(), least.is_some(), "{change}");
        // It grows while the test runs.
        let is_right =
            |found: Duration| least.is_some_and(|least| found >= least && found < least + hour / 4);
        assert!(found.is_none_or(is_right), "{change}: {found:?}");
    }
    let status = status(&story.client, hour).await.unwrap();
    assert_eq!((status.jobs, status.with_jobs, status.due, status.held), (4, 2, 2, 0));
    assert_eq!((status.hosts_down.len(), status.hosts_down[0].openings), (1, 1));
}
