use std::time::Duration;

use mpns_emulator::{Answer, Fault, FaultTime};
use mpns_queue::mpns_hyper::Client as Sender;
use mpns_queue::{Worker, enqueue};

use crate::story::{Story, job, quick, received, tally};

#[tokio::test]
async fn a_long_transaction_holds_up_its_own_channels_only() {
    let mut story = Story::begin().await;
    let [one, other] = story.open(2).try_into().unwrap();
    story.enqueue(one.uri(), &["a"]).await;
    let reader = story.server.client().await;
    let transaction = story.client.transaction().await.unwrap();
    enqueue(&transaction, &[job(one.uri(), "b")]).await.unwrap();
    let database = story.database.clone();
    let worker = Worker::new(database, Sender::new(), quick());
    let handle = worker.handle();
    let working = tokio::spawn(worker.run());
    let keys = ["c", "d", "e"];
    for key in keys {
        enqueue(&reader, &[job(other.uri(), key)]).await.unwrap();
    }
    while received(&other) != keys {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(received(&one).is_empty());
    transaction.commit().await.unwrap();
    story.results(5).await;
    assert_eq!(received(&one), ["a", "b"]);
    handle.drain();
    working.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_settlement_waits_for_a_channel_that_is_locked_and_delays_no_other() {
    let story = Story::begin().await;
    let [one, other] = story.open(2).try_into().unwrap();
    let delay = FaultTime::new(Duration::from_secs(1)).unwrap();
    one.set_answer(Answer::Fault(Fault::DelayHead { delay }));
    let worker = story.work();
    let locker = story.server.client().await;
    let mut jobs = 0;
    loop {
        story.enqueue(one.uri(), &["a"]).await;
        story.until("SELECT count(*) = 1 FROM mpns.job WHERE taken IS NOT NULL").await;
        locker.batch_execute("BEGIN").await.unwrap();
        enqueue(&locker, &[job(one.uri(), "b")]).await.unwrap();
        jobs += 2;
        let taken = "SELECT count(*) = 1 FROM mpns.job WHERE taken IS NOT NULL";
        if locker.query_one(taken, &[]).await.unwrap().get(0) {
            break;
        }
        // The reply was faster than the lock.
        locker.batch_execute("COMMIT").await.unwrap();
        story.results(jobs).await;
    }
    while worker.handle.counts().unsettled == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    story.enqueue(other.uri(), &["c"]).await;
    story.until("SELECT count(*) = 1 FROM mpns.result WHERE key = 'c'").await;
    locker.batch_execute("COMMIT").await.unwrap();
    let results = story.results(jobs + 1).await;
    assert_eq!(tally(&results)["accepted"], jobs + 1);
    assert_eq!(worker.handle.counts().late, 0);
    worker.drain().await;
}
