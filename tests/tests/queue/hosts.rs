use mpns_emulator::{Answer, Emulator};
use mpns_queue::NewJob;

use crate::story::{Story, job, quick, tally};

#[tokio::test]
async fn a_host_that_is_down_is_noted_for_all_and_probed_by_one_request() {
    let story = Story::begin().await;
    let down = Emulator::start(Emulator::LOOPBACK).await.expect("an emulator");
    let channels: Vec<_> = (0..40).map(|_| down.open_channel()).collect();
    for channel in &channels {
        channel.set_answer(Answer::Unavailable);
    }
    let [other] = story.open(1).try_into().unwrap();
    let jobs: Vec<NewJob> = channels.iter().map(|channel| job(channel.uri(), "a")).collect();
    mpns_queue::enqueue(&story.client, &jobs).await.unwrap();
    let mut settings = quick();
    settings.outbox.in_flight_per_host = 8.try_into().unwrap();
    let workers = [story.work_with(settings), story.work_with(settings)];
    story.until("SELECT openings > 0 FROM mpns.host WHERE id = 1").await;
    story.enqueue(other.uri(), &["b"]).await;
    assert_eq!(story.results(1).await[0].key, "b");
    // Each worker sends until the fifth of its requests has failed, and has no more than eight in flight.
    story.until("SELECT count(*) = 0 FROM mpns.job WHERE taken IS NOT NULL").await;
    let sent = down.requests().len();
    assert!((5..=24).contains(&sent), "{sent}");

    // The time is over, and the host is still down: one request by each worker finds out.
    let over = "UPDATE mpns.host SET down_until = now() WHERE id = 1";
    for worker in workers {
        worker.drain().await;
    }
    story.client.batch_execute(over).await.unwrap();
    let worker = story.work_with(settings);
    story.until("SELECT openings = 2 FROM mpns.host WHERE id = 1").await;
    worker.drain().await;
    assert_eq!(down.requests().len(), sent + 1);

    // It is back.
    for channel in &channels {
        channel.set_answer(None);
    }
    story.client.batch_execute(over).await.unwrap();
    story.client.batch_execute("UPDATE mpns.channel SET held_until = now()").await.unwrap();
    let worker = story.work_with(settings);
    assert_eq!(tally(&story.results(41).await), [("accepted".to_owned(), 41)].into());
    assert_eq!(story.ask::<i16>("SELECT openings FROM mpns.host WHERE id = 1").await, 0);
    worker.drain().await;
}
