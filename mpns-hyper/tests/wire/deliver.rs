use std::sync::Arc;

use futures_util::{StreamExt as _, stream};
use mpns_hyper::delivery::Event;
use mpns_hyper::mpns_outbox::{End, Job, Settings};
use mpns_hyper::{Client, mpns_proto::Notification};
use tokio::sync::Notify;
use tokio::task::yield_now;

use crate::support::{RECEIVED, Server, toast};

fn job(server: &Server, key: usize) -> Job<(usize, Notification)> {
    Job::new(server.channel(), (key, toast()))
}

fn accepted(event: Event<usize>) -> usize {
    match event {
        Event::Ended(ended) if ended.end == End::Accepted => ended.key,
        event => panic!("{event:?}"),
    }
}

#[tokio::test]
async fn waiting_for_an_event_can_be_cancelled() {
    let server = Server::answering(RECEIVED).await;
    let jobs: Vec<_> = (0..30).map(|key| job(&server, key)).collect();
    let mut events = Client::new().deliver(Settings::default(), stream::iter(jobs));
    let (mut keys, mut was_cancelled) = (Vec::new(), false);
    loop {
        tokio::select! {
            biased;
            event = events.next() => match event {
                Some(event) => keys.push(accepted(event)),
                None => break,
            },
            () = yield_now() => was_cancelled = true,
        }
    }
    assert_eq!(keys, Vec::from_iter(0..30));
    assert!(was_cancelled);
}

#[tokio::test]
async fn a_source_that_has_no_job_yet_stops_nothing() {
    let server = Server::answering(RECEIVED).await;
    let (first, second) = (job(&server, 1), job(&server, 2));
    let ended = Arc::new(Notify::new());
    let has_ended = Arc::clone(&ended);
    let later = stream::once(async move {
        has_ended.notified().await;
        second
    });
    let jobs = stream::iter([first]).chain(later);
    let mut events = Client::new().deliver(Settings::default(), jobs);
    assert_eq!(events.next().await.map(accepted), Some(1));
    ended.notify_one();
    assert_eq!(events.next().await.map(accepted), Some(2));
    assert!(events.next().await.is_none());
}
