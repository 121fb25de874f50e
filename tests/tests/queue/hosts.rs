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

#[tokio::test]
async fn hosts_take_turns() {
    let story = Story::begin().await;
    let mut jobs: Vec<NewJob> = Vec::new();
    let mut emulators = Vec::new();
    for channels in [40, 3, 2] {
        let emulator = Emulator::start(Emulator::LOOPBACK).await.expect("an emulator");
        jobs.extend((0..channels).map(|_| job(emulator.open_channel().uri(), "a")));
        emulators.push(emulator);
    }
    for job in &jobs {
        mpns_queue::enqueue(&story.client, std::slice::from_ref(job)).await.unwrap();
    }
    let mut settings = quick();
    settings.outbox.in_flight = 1.try_into().unwrap();
    let worker = story.work_with(settings);
    story.results(45).await;
    worker.drain().await;
    let sent = emulators.iter().zip(1..).flat_map(|(emulator, host)| {
        emulator.requests().into_iter().map(move |request| (request.time, host))
    });
    let mut sent: Vec<(_, u8)> = sent.collect();
    sent.sort_unstable();
    let turns: Vec<_> = sent.iter().map(|(_, host)| *host).collect();
    assert!(turns.starts_with(&[1, 2, 3, 1, 2, 3, 1, 2, 1, 1, 1]), "{turns:?}");
}
