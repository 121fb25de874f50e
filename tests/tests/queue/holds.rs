use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use mpns_emulator::{Answer, Channel, DeviceConnection, Emulator, ExactAnswer, Options};
use mpns_queue::mpns_proto::http::{HeaderMap, StatusCode};
use mpns_queue::{NewJob, enqueue};

use crate::story::{Story, job, quick, received, tally};

/// A hundred phones of five thousand are out of reach. Two workers have fewer requests in flight together than there are
/// such phones, so one that was waited for would hold up the others.
#[tokio::test]
async fn a_phone_out_of_reach_costs_one_try_and_delays_no_other() {
    let mut story = Story::begin().await;
    let mut options = Options::default();
    options.bounds.requests = 20_000;
    story.emulator = Emulator::start_with(Emulator::LOOPBACK, options).await.expect("an emulator");
    let channels = story.open(5_000);
    let (away, here) = channels.split_at(100);
    for channel in away {
        channel.set_connection(DeviceConnection::Inactive);
    }
    let jobs = |channels: &[Channel], keys: Range<u16>| -> Vec<NewJob> {
        let keys = keys.map(|number| number.to_string());
        keys.flat_map(|key| channels.iter().map(move |it| job(it.uri(), &key)).collect::<Vec<_>>())
            .collect()
    };
    for some in [jobs(away, 0..500), jobs(here, 0..2)].concat().chunks(10_000) {
        enqueue(&story.client, some).await.unwrap();
    }
    let mut settings = quick();
    settings.outbox.in_flight = 40.try_into().unwrap();
    settings.outbox.in_flight_per_host = settings.outbox.in_flight;
    let workers = [story.work_with(settings), story.work_with(settings)];
    story.until("SELECT count(*) = 9800 FROM mpns.result").await;
    let held =
        "SELECT count(*) = 100 FROM mpns.channel WHERE held_until > now() + interval '50 min'";
    story.until(held).await;
    let mut claimed = 0;
    for worker in workers {
        let handle = worker.handle.clone();
        worker.drain().await;
        claimed += handle.counts().claimed;
    }
    assert_eq!(tally(&story.results(9800).await), [("accepted".to_owned(), 9800)].into());
    // One try each, and no claim beside those of the requests.
    let requests = story.emulator.requests();
    let mut tries = BTreeMap::new();
    for request in requests.iter().filter(|it| it.status == StatusCode::PRECONDITION_FAILED) {
        *tries.entry(request.channel.as_ref().unwrap().expose()).or_insert(0) += 1;
    }
    assert_eq!(tries, away.iter().map(|channel| (channel.token().expose(), 1)).collect());
    assert_eq!((requests.len(), claimed), (9900, 9900));
    assert!(here.iter().all(|channel| received(channel) == ["0", "1"]));
    // What waits, waits as before.
    assert_eq!(story.ask::<i64>("SELECT sum(waiting) FROM mpns.channel").await, 50_000);
    assert_eq!(story.ask::<i64>("SELECT sum(attempts) FROM mpns.job").await, 100);
    // The longest is the rule's hour and a minute.
    let longest = "SELECT max(held_until) <= now() + interval '61 min' FROM mpns.channel";
    assert!(story.ask::<bool>(longest).await);
}

#[tokio::test]
async fn enqueueing_lifts_no_hold() {
    let story = Story::begin().await;
    let [channel] = story.open(1).try_into().unwrap();
    channel.set_answers([Answer::Throttled]);
    story.enqueue(channel.uri(), &["a"]).await;
    let worker = story.work();
    story.until("SELECT held_until > now() + interval '59 min' FROM mpns.channel").await;
    story.enqueue(channel.uri(), &["b"]).await;
    assert!(
        story.ask::<bool>("SELECT held_until > now() + interval '59 min' FROM mpns.channel").await
    );
    worker.drain().await;
    assert_eq!(story.emulator.requests().len(), 1);

    // When the hold is over, the order is kept.
    story.client.batch_execute("UPDATE mpns.channel SET held_until = now()").await.unwrap();
    let worker = story.work();
    let results = story.results(2).await;
    let facts: Vec<_> = results.iter().map(|it| (it.key.as_str(), it.attempts)).collect();
    assert_eq!(facts, [("a", 2), ("b", 1)]);
    worker.drain().await;
}

#[tokio::test]
async fn backoffs_in_a_row_get_longer_across_workers() {
    let story = Story::begin().await;
    let [channel] = story.open(1).try_into().unwrap();
    channel.set_answer(Answer::QueueFull);
    story.enqueue(channel.uri(), &["a"]).await;
    for (tries, minutes) in [(1, 4), (2, 8), (3, 16), (4, 32), (5, 32)] {
        let worker = story.work();
        let query = format!(
            "SELECT tries = {tries} AND held_until - now() BETWEEN interval '{minutes} min' - interval '55 s' \
             AND interval '{minutes} min' * 1.25 + interval '1 s' FROM mpns.channel"
        );
        story.until(&query).await;
        worker.drain().await;
        story.client.batch_execute("UPDATE mpns.channel SET held_until = now()").await.unwrap();
    }
    channel.set_answer(None);
    let worker = story.work();
    story.results(1).await;
    assert_eq!(story.ask::<i16>("SELECT tries FROM mpns.channel").await, 0);
    worker.drain().await;
}

#[tokio::test]
async fn a_hold_beyond_the_longest_is_clamped() {
    let story = Story::begin().await;
    let [asked, stored] = story.open(2).try_into().unwrap();
    let mut headers = HeaderMap::new();
    headers.insert("retry-after", "9999999".parse().unwrap());
    let answer = ExactAnswer::new(StatusCode::SERVICE_UNAVAILABLE, headers).unwrap();
    asked.set_answer(Answer::Exactly(answer));
    let mut long = job(asked.uri(), "a");
    long.terms.deadline = None;
    enqueue(&story.client, &[long]).await.unwrap();
    // As a clock that was wrong by years leaves it.
    story.enqueue(stored.uri(), &["b"]).await;
    let far = "UPDATE mpns.channel SET held_until = now() + interval '9 years' WHERE id = 2";
    story.client.batch_execute(far).await.unwrap();
    let mut settings = quick();
    settings.longest_hold = Duration::from_secs(3600);
    let worker = story.work_with(settings);
    let query = "SELECT count(*) = 2 FROM mpns.channel \
                 WHERE held_until BETWEEN now() + interval '55 min' AND now() + interval '1 hour'";
    story.until(query).await;
    worker.drain().await;
}

#[tokio::test]
async fn a_deadline_or_too_many_attempts_end_a_job() {
    let story = Story::begin().await;
    let [late, often, over] = story.open(3).try_into().unwrap();
    let jobs = |seconds, attempts: u16| {
        move |job: &mut NewJob| {
            job.terms.deadline = Some(Duration::from_secs(seconds));
            job.terms.attempts = attempts.try_into().ok();
        }
    };
    let mut all = [job(late.uri(), "late"), job(often.uri(), "often"), job(over.uri(), "over")];
    jobs(60, 0)(&mut all[0]);
    jobs(9999, 2)(&mut all[1]);
    jobs(0, 0)(&mut all[2]);
    late.set_answer(Answer::Unavailable);
    often.set_answer(Answer::Unavailable);
    enqueue(&story.client, &all).await.unwrap();
    let worker = story.work();
    story.results(2).await;
    story.until("SELECT tries = 1 FROM mpns.channel WHERE waiting > 0").await;
    story.client.batch_execute("UPDATE mpns.channel SET held_until = now()").await.unwrap();
    let mut results = story.results(3).await;
    worker.drain().await;
    results.sort_by(|one, other| one.key.cmp(&other.key));
    let facts: Vec<_> =
        results.iter().map(|it| (it.key.as_str(), it.result.as_str(), it.attempts)).collect();
    assert_eq!(
        facts,
        [
            ("late", "deadline-passed", 1),
            ("often", "attempts-reached", 2),
            ("over", "deadline-passed", 0)
        ]
    );
}
