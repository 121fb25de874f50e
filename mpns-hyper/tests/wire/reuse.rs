use std::{
    future::{Future as _, poll_fn},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
    time::{Duration, Instant},
};

use futures_util::StreamExt as _;
use mpns_hyper::Client;
use tokio::{
    io::AsyncWriteExt as _,
    sync::{Barrier, Notify, Semaphore},
    time::sleep,
};

use crate::support::{LONG, RECEIVED, Server, receive, toast};

#[tokio::test]
async fn a_kept_connection_that_was_closed_meanwhile_is_replaced_unseen() {
    // Each connection serves one exchange, claims to be kept, and is closed.
    let closed = Arc::new(Notify::new());
    let told = Arc::clone(&closed);
    let server = Server::start(move |_, mut stream| {
        let closed = Arc::clone(&closed);
        async move {
            receive(&mut stream).await.unwrap();
            stream.write_all(RECEIVED).await.unwrap();
            drop(stream);
            closed.notify_one();
        }
    })
    .await;
    let client = Client::new();
    for number in 1..=50 {
        let _ = client.send(&toast(), &server.channel()).await.unwrap();
        told.notified().await;
        assert_eq!(server.connections(), number);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn any_number_of_closed_connections_is_passed_over() {
    const KEPT: usize = 8;
    // The first connections are answered when all are open, and closed all at once.
    let barrier = Arc::new(Barrier::new(KEPT));
    let closed = Arc::new(Semaphore::new(0));
    let told = Arc::clone(&closed);
    let server = Server::start(move |number, mut stream| {
        let (barrier, closed) = (Arc::clone(&barrier), Arc::clone(&closed));
        async move {
            receive(&mut stream).await.unwrap();
            if number < KEPT {
                barrier.wait().await;
            }
            stream.write_all(RECEIVED).await.unwrap();
            drop(stream);
            closed.add_permits(1);
        }
    })
    .await;
    let client = Client::new();
    let jobs = (0..KEPT).map(|key| (key, server.channel(), toast()));
    let mut results = client.send_all(futures_util::stream::iter(jobs), KEPT);
    while let Some((_, result)) = results.next().await {
        let _ = result.unwrap();
    }
    assert_eq!(server.connections(), KEPT);
    let _closed = told.acquire_many(KEPT as u32).await.unwrap();
    let _ = client.send(&toast(), &server.channel()).await.unwrap();
    assert_eq!(server.connections(), KEPT + 1);
}

#[tokio::test]
async fn a_request_that_was_read_on_a_kept_connection_is_not_repeated() {
    let read = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&read);
    let server = Server::start(move |_, mut stream| {
        let read = Arc::clone(&read);
        async move {
            receive(&mut stream).await.unwrap();
            read.fetch_add(1, Ordering::SeqCst);
            stream.write_all(RECEIVED).await.unwrap();
            if receive(&mut stream).await.is_some() {
                read.fetch_add(1, Ordering::SeqCst);
            }
        }
    })
    .await;
    let client = Client::new();
    let _ = client.send(&toast(), &server.channel()).await.unwrap();
    let error = client.send(&toast(), &server.channel()).await.unwrap_err();
    assert!(error.may_have_been_delivered(), "{error:?}");
    assert_eq!(count.load(Ordering::SeqCst), 2);
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn idle_connections_are_limited_for_each_host_apart() {
    const HOSTS: usize = 70;
    let mut servers = Vec::new();
    for _ in 0..HOSTS {
        servers.push(Server::answering(RECEIVED).await);
    }
    let client = Client::builder().max_idle_connections(1).build();
    for server in servers.iter().chain(&servers) {
        let _ = client.send(&toast(), &server.channel()).await.unwrap();
        assert_eq!(server.connections(), 1);
    }
}

#[tokio::test]
async fn without_idle_connections_none_is_used_twice() {
    let server = Server::answering(RECEIVED).await;
    let client = Client::builder().max_idle_connections(0).build();
    for number in 1..=3 {
        let _ = client.send(&toast(), &server.channel()).await.unwrap();
        assert_eq!(server.connections(), number);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_whose_answer_is_not_read_to_its_end_is_not_waited_for() {
    // The client would wait longer than this for a connection to become free.
    const SOON: Duration = Duration::from_millis(50);
    let (answered, sent) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let (on_answered, on_sent) = (Arc::clone(&answered), Arc::clone(&sent));
    let server = Server::start(move |number, mut stream| {
        let (answered, sent) = (Arc::clone(&on_answered), Arc::clone(&on_sent));
        async move {
            while receive(&mut stream).await.is_some() {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n").await.unwrap();
                if number == 0 {
                    answered.add_permits(1);
                    let _sent = sent.acquire().await.unwrap();
                    sleep(SOON).await;
                }
                // Nobody reads it if it comes too late.
                let _ = stream.write_all(b"x").await;
            }
        }
    })
    .await;
    let client = Client::new();
    let (first, channel) = (client.clone(), server.channel());
    let first = tokio::spawn(async move { first.send(&toast(), &channel).await });
    answered.acquire().await.unwrap().forget();
    // Gives the client time to read the head, and to wait for the body.
    sleep(SOON).await;
    let (notification, channel) = (toast(), server.channel());
    let mut second = pin!(client.send(&notification, &channel));
    let begun = poll_fn(|cx| Poll::Ready(second.as_mut().poll(cx))).await;
    assert!(begun.is_pending());
    sent.add_permits(1);
    let _ = second.await.unwrap();
    let _ = first.await.unwrap().unwrap();
    // A second connection was opened, even if the first one became free meanwhile.
    let start = Instant::now();
    while server.connections() < 2 {
        assert!(start.elapsed() < LONG, "{} connections", server.connections());
        sleep(SOON).await;
    }
}
