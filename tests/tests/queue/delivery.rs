use mpns_emulator::Answer;
use mpns_queue::{Cursor, Results};

use crate::story::{Story, received, tally};

#[tokio::test]
async fn what_is_enqueued_is_delivered_in_order() {
    let story = Story::begin().await;
    let channels = story.open(20);
    let keys: Vec<_> = (0..25).map(|number| number.to_string()).collect();
    let keys: Vec<_> = keys.iter().map(String::as_str).collect();
    for some in keys.chunks(5) {
        for channel in &channels {
            story.enqueue(channel.uri(), some).await;
        }
    }
    let workers = [story.work(), story.work(), story.work()];
    let results = story.results(500).await;
    assert_eq!(tally(&results), [("accepted".to_owned(), 500)].into());
    for channel in &channels {
        assert_eq!(received(channel), keys);
    }
    for worker in workers {
        worker.drain().await;
    }
    // Nothing is left of them.
    for query in [
        "SELECT count(*) FROM mpns.job",
        "SELECT sum(waiting) FROM mpns.channel",
        "SELECT count(*) FROM mpns.channel WHERE lease_owner IS NOT NULL",
    ] {
        assert_eq!(story.ask::<i64>(query).await, 0, "{query}");
    }
}

#[tokio::test]
async fn a_result_says_what_the_service_said() {
    let story = Story::begin().await;
    let [accepted, refused] = story.open(2).try_into().unwrap();
    refused.set_answer(Answer::Unauthorized);
    story.enqueue(accepted.uri(), &["a"]).await;
    story.enqueue(refused.uri(), &["b"]).await;
    let worker = story.work();
    let mut results = story.results(2).await;
    results.sort_by(|one, other| one.key.cmp(&other.key));
    let facts: Vec<_> = results
        .iter()
        .map(|it| (it.key.as_str(), it.result.as_str(), it.attempts, it.sent.is_some()))
        .collect();
    assert_eq!(facts, [("a", "accepted", 1, true), ("b", "refused", 1, true)]);
    let detail: serde_json::Value =
        serde_json::from_str(results[1].detail.as_deref().unwrap()).unwrap();
    assert_eq!((&detail["status"], &detail["deleteChannel"]), (&401.into(), &false.into()));
    worker.drain().await;
}

#[tokio::test]
async fn an_expired_channel_ends_all_its_jobs() {
    let story = Story::begin().await;
    let [gone, other] = story.open(2).try_into().unwrap();
    gone.expire();
    let keys: Vec<_> = (0..40).map(|number| number.to_string()).collect();
    let keys: Vec<_> = keys.iter().map(String::as_str).collect();
    story.enqueue(gone.uri(), &keys).await;
    story.enqueue(other.uri(), &["x"]).await;
    let worker = story.work();
    let results = story.results(41).await;
    assert_eq!(
        tally(&results),
        [("accepted".to_owned(), 1), ("channel-expired".to_owned(), 40)].into()
    );
    assert_eq!(story.emulator.requests().len(), 2);
    assert_eq!(
        story.ask::<i64>("SELECT count(*) FROM mpns.channel WHERE expired IS NOT NULL").await,
        1
    );
    // What comes later ends as the others.
    story.enqueue(gone.uri(), &["late"]).await;
    let results = story.results(42).await;
    assert_eq!(tally(&results)["channel-expired"], 41);
    assert_eq!(story.emulator.requests().len(), 2);
    worker.drain().await;
}

#[tokio::test]
async fn results_come_as_they_are_written() {
    let story = Story::begin().await;
    let [channel] = story.open(1).try_into().unwrap();
    let mut results = Results::after(&story.database, Cursor::START).await.expect("a connection");
    let worker = story.work();
    let mut cursor = Cursor::START;
    for key in ["a", "b", "c"] {
        story.enqueue(channel.uri(), &[key]).await;
        let page = results.next_page(10).await.expect("a page");
        assert_eq!(page.iter().map(|it| it.key.as_str()).collect::<Vec<_>>(), [key]);
        assert!(page[0].cursor > cursor);
        cursor = page[0].cursor;
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
    }
    worker.drain().await;
}
