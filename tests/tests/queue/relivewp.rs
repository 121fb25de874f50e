//! Workers against a service that behaves as ReLiveWP: it answers bare statuses, and keeps what a phone does not get.

use mpns_emulator::{
    Answer, Channel, DeviceConnection, Effect, Emulator, ExactAnswer, Fate, Options, Profile,
};
use mpns_queue::mpns_proto::http::{HeaderMap, StatusCode};
use mpns_queue::mpns_proto::{BatchingInterval, Content, Raw, Tile};
use mpns_queue::{NewJob, enqueue};
use serde_json::Value;

use crate::story::{Story, job, received, tally, toast};

async fn begin() -> Story {
    let mut story = Story::begin().await;
    let options = Options { profile: Profile::ReLiveWp, ..Options::default() };
    story.emulator = Emulator::start_with(Emulator::LOOPBACK, options).await.expect("an emulator");
    story
}

/// What the phone did with what a channel was sent.
fn effects(story: &Story, channel: &Channel) -> Vec<Effect> {
    let requests = story.emulator.requests();
    let fates =
        requests.iter().filter(|it| it.channel.as_ref() == Some(channel.token())).map(|it| it.fate);
    let effect = |fate| match fate {
        Some(Fate::Delivered(effect)) => Some(effect),
        _ => None,
    };
    fates.filter_map(effect).collect()
}

#[tokio::test]
async fn every_kind_is_delivered_over_bare_answers() {
    let story = begin().await;
    let [channel] = story.open(1).try_into().unwrap();
    assert!(channel.uri().expose().contains("/channel/"));
    let tile = || Tile { title: "5".into(), ..Tile::default() };
    let later = Tile { interval: BatchingInterval::Within450s, ..tile() };
    let raw = Raw { payload: b"<x/>".to_vec(), ..Raw::default() };
    let contents: [Content; 5] =
        [toast("a"), tile().into(), raw.clone().into(), later.into(), toast("b")];
    let jobs: Vec<_> = contents
        .iter()
        .map(|content| NewJob::new(channel.uri().clone(), content.clone()))
        .collect();
    enqueue(&story.client, &jobs).await.unwrap();
    let worker = story.work();
    let results = story.results(5).await;
    worker.drain().await;
    for result in &results {
        let detail: Value = serde_json::from_str(result.detail.as_deref().unwrap()).unwrap();
        assert_eq!((result.result.as_str(), result.attempts), ("accepted", 1), "{detail}");
        assert_eq!(detail["status"], 200);
        // What it leaves out is not made up.
        for name in ["notificationStatus", "deviceConnectionStatus", "subscriptionStatus"] {
            assert!(detail[name].is_null(), "{detail}");
        }
    }
    let requests = story.emulator.requests();
    assert!(requests.iter().all(|request| request.answer.is_empty()));
    // It does not know batching intervals, and takes what has one as a toast.
    let delivered = [Effect::Shown, Effect::Shown, Effect::Dropped, Effect::Dropped, Effect::Shown];
    assert_eq!(effects(&story, &channel), delivered);
    assert_eq!(requests[2].body, raw.payload);
    assert_eq!(received(&channel)[0], "a");
}

#[tokio::test]
async fn a_phone_that_is_away_holds_nothing_up() {
    let story = begin().await;
    let channels = story.open(3);
    let connections = [
        DeviceConnection::Inactive,
        DeviceConnection::TempDisconnected,
        DeviceConnection::Connected,
    ];
    for (channel, connection) in channels.iter().zip(connections) {
        channel.set_connection(connection);
    }
    // Another instance of the service has the phone.
    channels[2].set_answer(Answer::Routed);
    let keys: Vec<_> = (10..60).map(|number| number.to_string()).collect();
    let keys: Vec<_> = keys.iter().map(String::as_str).collect();
    for channel in &channels {
        story.enqueue(channel.uri(), &keys).await;
    }
    let worker = story.work();
    let results = story.results(150).await;
    worker.drain().await;
    assert_eq!(tally(&results), [("accepted".to_owned(), 150)].into());
    let requests = story.emulator.requests();
    assert_eq!(requests.len(), 150);
    assert!(requests.iter().all(|request| request.status == StatusCode::ACCEPTED));
    let held = "SELECT count(*) FROM mpns.channel WHERE held_until > 'epoch' OR tries > 0";
    assert_eq!(story.ask::<i64>(held).await, 0);
    for channel in &channels {
        channel.set_connection(DeviceConnection::Connected);
        assert_eq!(received(channel), keys);
    }
}

#[tokio::test]
async fn a_bare_404_ends_all_jobs_of_a_channel() {
    let story = begin().await;
    let [gone, closed] = story.open(2).try_into().unwrap();
    gone.expire();
    let closed_by_phone = closed.uri().clone();
    story.enqueue(gone.uri(), &["a", "b", "c"]).await;
    // The phone cannot read it, and closes the channel: the next finds that.
    let unreadable = Raw {
        payload: b"no document".to_vec(),
        interval: BatchingInterval::Within450s,
        ..Raw::default()
    };
    let mut first = job(&closed_by_phone, "unreadable");
    first.content = unreadable.into();
    enqueue(&story.client, &[first, job(&closed_by_phone, "d"), job(&closed_by_phone, "e")])
        .await
        .unwrap();
    let worker = story.work();
    let results = story.results(6).await;
    story.enqueue(gone.uri(), &["late"]).await;
    let late = story.results(7).await;
    worker.drain().await;
    let ends = [("accepted".to_owned(), 1), ("channel-expired".to_owned(), 5)];
    assert_eq!(tally(&results), ends.into());
    assert_eq!(late[6].result, "channel-expired");
    assert_eq!(effects(&story, &closed), [Effect::PayloadFormatError]);
    assert_eq!(story.emulator.requests().len(), 3);
}

/// What ReLiveWP itself does not answer, but a proxy before it may.
#[tokio::test]
async fn other_bare_answers_hold_or_end() {
    let story = begin().await;
    let mut asked = HeaderMap::new();
    asked.insert("retry-after", "120".parse().unwrap());
    let asked = ExactAnswer::new(StatusCode::TOO_MANY_REQUESTS, asked).unwrap();
    let cases = [
        (Answer::Unauthorized, Some("refused"), 0),
        (Answer::Forbidden, Some("refused"), 0),
        // Without its header, it is a 200 as any other.
        (Answer::QueueFull, Some("accepted"), 0),
        (Answer::Throttled, None, 59),
        (Answer::Exactly(asked), None, 2),
        (Answer::Unavailable, None, 3),
    ];
    for (answer, end, minutes) in cases {
        let [channel] = story.open(1).try_into().unwrap();
        channel.set_answers([answer.clone()]);
        let before = story.all_results().await.len();
        story.enqueue(channel.uri(), &["a", "b"]).await;
        let worker = story.work();
        if end.is_none() {
            let query = format!(
                "SELECT count(*) = 1 FROM mpns.channel \
                 WHERE waiting = 2 AND held_until > now() + interval '{minutes} min' - interval '30 s'"
            );
            story.until(&query).await;
            assert_eq!(story.all_results().await.len(), before);
            story.client.batch_execute("UPDATE mpns.channel SET held_until = now()").await.unwrap();
        }
        let results = story.results(before + 2).await;
        worker.drain().await;
        let facts: Vec<_> =
            results[before..].iter().map(|it| (it.result.as_str(), it.attempts)).collect();
        let first = (end.unwrap_or("accepted"), if end.is_none() { 2 } else { 1 });
        assert_eq!(facts, [first, ("accepted", 1)], "{answer:?}");
    }
}
