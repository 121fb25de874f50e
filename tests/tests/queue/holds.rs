use std::time::Duration;

use mpns_emulator::{Answer, DeviceConnection, ExactAnswer};
use mpns_queue::mpns_proto::http::{HeaderMap, StatusCode};
use mpns_queue::{NewJob, enqueue};

use crate::story::{Story, job, quick, tally};

#[tokio::test]
async fn a_phone_out_of_reach_costs_one_try_and_delays_no_other() {
    let story = Story::begin().await;
    let (away, here) = (story.open(100), story.open(100));
    for channel in &away {
        channel.set_connection(DeviceConnection::Inactive);
    }
    let keys: Vec<_> = (0..5).map(|number| number.to_string()).collect();
    let keys: Vec<_> = keys.iter().map(String::as_str).collect();
    for (away, here) in away.iter().zip(&here) {
        story.enqueue(away.uri(), &keys).await;
        story.enqueue(here.uri(), &keys).await;
    }
    let worker = story.work();
    let results = story.results(500).await;
    assert_eq!(tally(&results), [("accepted".to_owned(), 500)].into());
    story
        .until(
            "SELECT count(*) = 100 FROM mpns.channel WHERE held_until > now() + interval '55 min'",
        )
        .await;
    worker.drain().await;
    let tries = |status| story.emulator.requests().iter().filter(|it| it.status == status).count();
    assert_eq!(tries(StatusCode::PRECONDITION_FAILED), 100);
    assert_eq!(tries(StatusCode::OK), 500);
    assert_eq!(story.ask::<i64>("SELECT sum(waiting) FROM mpns.channel").await, 500);
    assert_eq!(story.ask::<i64>("SELECT sum(attempts) FROM mpns.job").await, 100);
    // The longest is the rule's hour and a minute.
    assert!(
        story
            .ask::<bool>("SELECT max(held_until) <= now() + interval '61 min' FROM mpns.channel")
            .await
    );
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
