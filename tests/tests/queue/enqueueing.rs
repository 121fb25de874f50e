use std::time::Duration;

use mpns_emulator::{Answer, Fault, FaultTime};
use mpns_queue::mpns_proto::{Content, CycleTile, OsVersion, Toast};
use mpns_queue::{
    Cancellation, ErrorKind, FanOut, NewChannel, NewJob, Terms, add_channels, cancel_channel,
    cancel_channels, cancel_content, enqueue, expire_channel, expire_channels,
};

use crate::story::{Story, job, received, tally, toast};

#[tokio::test]
async fn jobs_are_there_if_the_transaction_is() {
    let mut story = Story::begin().await;
    let [channel] = story.open(1).try_into().unwrap();
    let worker = story.work();
    let transaction = story.client.transaction().await.unwrap();
    enqueue(&transaction, &[job(channel.uri(), "a")]).await.unwrap();
    transaction.rollback().await.unwrap();
    let transaction = story.client.transaction().await.unwrap();
    let ids = enqueue(&transaction, &[job(channel.uri(), "b"), job(channel.uri(), "c")]).await;
    let ids = ids.unwrap();
    transaction.commit().await.unwrap();
    let results = story.results(2).await;
    assert_eq!(results.iter().map(|it| it.job).collect::<Vec<_>>(), ids);
    assert_eq!(received(&channel), ["b", "c"]);
    worker.drain().await;
}

#[tokio::test]
async fn a_content_is_stored_once_and_refused_at_once() {
    let story = Story::begin().await;
    let channels = story.open(3);
    let jobs: Vec<_> =
        channels.iter().map(|it| NewJob::new(it.uri().clone(), toast("same"))).collect();
    enqueue(&story.client, &jobs).await.unwrap();
    assert_eq!(story.ask::<i64>("SELECT count(*) FROM mpns.content").await, 1);
    let empty = NewJob::new(channels[0].uri().clone(), Toast::default().into());
    let error = enqueue(&story.client, &[empty]).await.expect_err("an empty toast");
    assert_eq!(error.kind(), ErrorKind::Content, "{error}");
    assert_eq!(story.ask::<i64>("SELECT count(*) FROM mpns.job").await, 3);
    assert_eq!(enqueue(&story.client, &[]).await.unwrap(), []);
}

#[tokio::test]
async fn programs_that_enqueue_at_once_do_not_lock_each_other_out() {
    let story = Story::begin().await;
    let channels = story.open(10);
    let mut running = Vec::new();
    for program in 0..8 {
        let client = story.server.client().await;
        let mut jobs: Vec<_> = channels.iter().map(|it| job(it.uri(), "x")).collect();
        if program % 2 == 0 {
            jobs.reverse();
        }
        running.push(tokio::spawn(async move {
            for _ in 0..20 {
                enqueue(&client, &jobs).await?;
            }
            Ok::<_, mpns_queue::Error>(())
        }));
    }
    for result in running {
        result.await.unwrap().expect("no deadlock");
    }
    assert_eq!(story.ask::<i64>("SELECT sum(waiting) FROM mpns.channel").await, 8 * 20 * 10);
    assert_eq!(story.ask::<i64>("SELECT count(*) FROM mpns.channel").await, 10);
}

#[tokio::test]
async fn a_fan_out_reaches_the_channels_of_a_condition() {
    let story = Story::begin().await;
    let channels = story.open(30);
    let known: Vec<_> = channels
        .iter()
        .enumerate()
        .map(|(number, channel)| {
            let mut known = NewChannel::new(channel.uri().clone());
            known.owner =
                Some(format!("{}-{number:02}", if number % 3 == 0 { "eu" } else { "us" }));
            known
        })
        .collect();
    add_channels(&story.client, &known).await.unwrap();
    add_channels(&story.client, &known).await.unwrap();
    assert!(expire_channel(&story.client, channels[0].uri()).await.unwrap());
    assert!(!expire_channel(&story.client, channels[0].uri()).await.unwrap());
    let condition = "owner LIKE 'eu-%' -- of Europe";
    let content = toast("all");
    let begun = FanOut::new(&story.client, &content, condition, Terms::default()).await.unwrap();
    let mut first = begun.clone();
    assert_eq!(first.enqueue_page(&story.client, 4).await.unwrap(), Some(4));
    let mut rest = FanOut::resume(first.content, first.after, condition, Terms::default());
    assert_eq!(rest.enqueue_page(&story.client, 4).await.unwrap(), Some(4));
    assert_eq!(rest.enqueue_page(&story.client, 4).await.unwrap(), Some(1));
    assert_eq!(rest.enqueue_page(&story.client, 4).await.unwrap(), None);
    let worker = story.work();
    let mut results = story.results(9).await;
    results.sort_by(|one, other| one.key.cmp(&other.key));
    let keys: Vec<_> = results.iter().map(|it| it.key.as_str()).collect();
    let eu = ["03", "06", "09", "12", "15", "18", "21", "24", "27"].map(|it| format!("eu-{it}"));
    assert_eq!(keys, eu);
    worker.drain().await;

    let wrong = FanOut::resume(first.content, 0, "no such column = 1", Terms::default());
    let error = wrong.clone().enqueue_page(&story.client, 1).await.expect_err("no SQL");
    assert!(matches!(error.kind(), ErrorKind::Refused | ErrorKind::Schema), "{error}");
}

#[tokio::test]
async fn what_is_cancelled_is_not_sent() {
    let story = Story::begin().await;
    let [one, other, flying] = story.open(3).try_into().unwrap();
    story.enqueue(one.uri(), &["a", "b"]).await;
    story.enqueue(other.uri(), &["c"]).await;
    assert_eq!(cancel_channel(&story.client, one.uri()).await.unwrap(), 2);
    assert_eq!(cancel_channel(&story.client, one.uri()).await.unwrap(), 0);

    let known = NewChannel::new(other.uri().clone());
    add_channels(&story.client, &[known]).await.unwrap();
    let mut fan_out =
        FanOut::new(&story.client, &toast("all"), "true", Terms::default()).await.unwrap();
    assert_eq!(fan_out.enqueue_page(&story.client, 10).await.unwrap(), Some(2));
    assert_eq!(cancel_content(&story.client, fan_out.content, 1).await.unwrap(), 1);
    assert_eq!(cancel_content(&story.client, fan_out.content, 10).await.unwrap(), 1);

    // One that is being sent is not repeated, and its hold is kept.
    let mut job = job(flying.uri(), "d");
    job.terms.may_show_twice = true;
    flying.set_answers([Answer::Fault(Fault::DelayHead {
        delay: FaultTime::new(Duration::from_secs(2)).unwrap(),
    })]);
    flying.set_answer(Answer::Throttled);
    enqueue(&story.client, &[job]).await.unwrap();
    let worker = story.work();
    story.until("SELECT count(*) = 1 FROM mpns.job WHERE taken IS NOT NULL AND key = 'd'").await;
    // On a slow machine, it may have ended.
    assert!(cancel_channel(&story.client, flying.uri()).await.unwrap() <= 1);
    let results = story.results(6).await;
    assert_eq!(tally(&results)["cancelled"] + tally(&results)["accepted"], 6);
    worker.drain().await;
    assert_eq!(story.ask::<i64>("SELECT sum(waiting) FROM mpns.channel").await, 0);
    assert!(received(&one).is_empty());
}

#[tokio::test]
async fn what_would_close_the_channel_of_an_old_phone_is_not_sent() {
    let story = Story::begin().await;
    let [old, new] = story.open(2).try_into().unwrap();
    let mut known = [NewChannel::new(old.uri().clone()), NewChannel::new(new.uri().clone())];
    for (known, (owner, os)) in
        known.iter_mut().zip([("old", OsVersion::V7_1), ("young", OsVersion::V8_1)])
    {
        (known.owner, known.os_version) = (Some(owner.to_owned()), Some(os));
    }
    add_channels(&story.client, &known).await.unwrap();
    let tile = CycleTile { count: 3.into(), ..CycleTile::default() };
    let tile = Content::from(tile);
    let mut fan_out = FanOut::new(&story.client, &tile, "true", Terms::default()).await.unwrap();
    assert_eq!(fan_out.enqueue_page(&story.client, 10).await.unwrap(), Some(2));
    let worker = story.work();
    let mut results = story.results(2).await;
    results.sort_by(|one, other| one.key.cmp(&other.key));
    let facts: Vec<_> =
        results.iter().map(|it| (it.key.as_str(), it.result.as_str(), it.attempts)).collect();
    assert_eq!(facts, [("old", "invalid", 0), ("young", "accepted", 1)]);
    let detail = results[0].detail.as_deref().expect("a reason");
    assert!(detail.contains("8.0"), "{detail}");
    worker.drain().await;
}

/// A worker takes a job while the statement that cancels it waits for the channel.
#[tokio::test]
async fn what_is_taken_meanwhile_is_cancelled_too() {
    let story = Story::begin().await;
    let [channel] = story.open(1).try_into().unwrap();
    story.enqueue(channel.uri(), &["a", "b"]).await;
    let worker = story.server.client().await;
    worker.batch_execute("BEGIN; SELECT FROM mpns.channel FOR NO KEY UPDATE").await.unwrap();
    let (program, uri) = (story.server.client().await, channel.uri().clone());
    let cancelling = tokio::spawn(async move { cancel_channel(&program, &uri).await });
    story.until("SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'").await;
    let take = "UPDATE mpns.job SET taken = now() WHERE key = 'a'; COMMIT";
    worker.batch_execute(take).await.unwrap();
    assert_eq!(cancelling.await.unwrap().unwrap(), 2);
    let left = "SELECT json_agg(json_build_array(key, cancelled))::text FROM mpns.job";
    assert_eq!(story.ask::<String>(left).await, r#"[["a", true]]"#);
}

#[tokio::test]
async fn channels_are_cancelled_and_expired_together() {
    let story = Story::begin().await;
    let channels = story.open(3);
    let mut uris: Vec<_> = channels.iter().map(|channel| channel.uri().clone()).collect();
    for uri in &uris {
        story.enqueue(uri, &["a", "b"]).await;
    }
    uris.push("http://h.example/unknown".parse().unwrap());
    assert_eq!(cancel_channels(&story.client, &uris[..2]).await.unwrap(), 4);
    let mut rest = Cancellation::new("true");
    assert_eq!(rest.cancel_page(&story.client, 1).await.unwrap(), Some(2));
    assert_eq!(rest.cancel_page(&story.client, 1).await.unwrap(), None);
    assert_eq!(cancel_channels(&story.client, &[]).await.unwrap(), 0);
    assert_eq!(expire_channels(&story.client, &uris[1..]).await.unwrap(), 2);
    assert_eq!(expire_channels(&story.client, &uris).await.unwrap(), 1);
    assert_eq!(expire_channels(&story.client, &[]).await.unwrap(), 0);
}
