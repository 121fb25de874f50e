use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use futures_util::{StreamExt as _, stream};
use mpns_hyper::Client;
use tokio::io::AsyncReadExt as _;
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::support::{LONG, RECEIVED, Server, receive, toast};

const JOBS: usize = 2_000;
const AT_MOST: usize = 16;

#[tokio::test]
async fn dropping_the_stream_cancels_what_is_under_way() {
    let read = Arc::new(Notify::new());
    let closed = Arc::new(Notify::new());
    let (on_read, on_closed) = (Arc::clone(&read), Arc::clone(&closed));
    let server = Server::start(move |_, mut stream| {
        let (read, closed) = (Arc::clone(&on_read), Arc::clone(&on_closed));
        async move {
            receive(&mut stream).await.unwrap();
            read.notify_one();
            assert!(!matches!(stream.read(&mut [0]).await, Ok(1..)), "more came");
            closed.notify_one();
        }
    })
    .await;
    let channel = server.channel();
    let jobs = stream::iter((0..JOBS).map(move |key| (key, channel.clone(), toast())));
    let client = Client::new();
    let mut results = Box::pin(client.send_all(jobs, 1));
    tokio::select! {
        _ = results.next() => panic!("nothing was answered"),
        () = read.notified() => {}
    }
    drop(results);
    timeout(LONG, closed.notified()).await.unwrap();
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn jobs_may_stay_on_their_thread() {
    let server = Server::answering(RECEIVED).await;
    let channel = server.channel();
    let taken = Rc::new(Cell::new(0));
    let count = Rc::clone(&taken);
    let jobs = stream::iter((0..AT_MOST).map(move |key| {
        count.set(key + 1);
        (key, channel.clone(), toast())
    }));
    let results: Vec<_> = Client::new().send_all(jobs, 4).collect().await;
    assert_eq!(results.iter().filter(|(_, result)| result.is_ok()).count(), AT_MOST);
    assert_eq!(taken.get(), AT_MOST);
}

#[tokio::test]
async fn the_stream_can_be_moved_to_a_task() {
    let server = Server::answering(RECEIVED).await;
    let jobs = stream::iter([(7, server.channel(), toast())]);
    let results = Client::new().send_all(jobs, 4);
    let results: Vec<_> = tokio::spawn(results.collect::<Vec<_>>()).await.unwrap();
    assert!(matches!(&results[..], [(7, Ok(_))]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn there_are_no_more_connections_than_senders_on_several_threads() {
    const SENDERS: usize = 64;
    let server = Server::answering(RECEIVED).await;
    let client = Client::new();
    let senders: Vec<_> = (0..SENDERS)
        .map(|_| {
            let (client, channel) = (client.clone(), server.channel());
            tokio::spawn(async move {
                for _ in 0..2 * JOBS / SENDERS {
                    let _ = client.send(&toast(), &channel).await.unwrap();
                }
            })
        })
        .collect();
    for sender in senders {
        sender.await.unwrap();
    }
    assert!(server.connections() <= SENDERS, "{} connections", server.connections());
}
