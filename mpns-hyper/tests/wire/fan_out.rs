use std::{
    cell::Cell,
    collections::HashSet,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::{StreamExt as _, stream};
use mpns_hyper::Client;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    sync::Notify,
    time::timeout,
};

use crate::support::{LONG, RECEIVED, Server, receive, refusing, toast};

const JOBS: usize = 2_000;
const AT_MOST: usize = 16;

/// A server that records the highest number of requests that it held at the same time.
async fn counting() -> (Server, Arc<AtomicUsize>) {
    let most = Arc::new(AtomicUsize::new(0));
    let told = Arc::clone(&most);
    let now = Arc::new(AtomicUsize::new(0));
    let server = Server::start(move |_, mut stream| {
        let (most, now) = (Arc::clone(&most), Arc::clone(&now));
        async move {
            while receive(&mut stream).await.is_some() {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                now.fetch_sub(1, Ordering::SeqCst);
                stream.write_all(RECEIVED).await.unwrap();
            }
        }
    })
    .await;
    (server, told)
}

#[tokio::test]
async fn a_long_stream_is_sent_some_at_a_time_and_taken_as_it_goes() {
    let (server, most) = counting().await;
    let channel = server.channel();
    let toast = toast();
    let taken = Rc::new(Cell::new(0));
    let count = Rc::clone(&taken);
    let jobs = stream::iter((0..JOBS).map(move |key| {
        count.set(key + 1);
        (key, channel.clone(), toast.clone())
    }));
    let client = Client::new();
    let mut results = client.send_all(jobs, AT_MOST);
    let mut keys = HashSet::new();
    while let Some((key, result)) = results.next().await {
        assert_eq!(result.unwrap().status(), 200);
        assert!(keys.insert(key), "{key} came twice");
        // Each job taken is done or under way: nothing piles up.
        assert!(taken.get() <= keys.len() + AT_MOST, "{} taken, {} done", taken.get(), keys.len());
    }
    assert_eq!(keys.len(), JOBS);
    let most = most.load(Ordering::SeqCst);
    assert!((2..=AT_MOST).contains(&most), "{most} at once");
    assert!(server.connections() <= AT_MOST, "{} connections", server.connections());
}

#[tokio::test]
async fn each_job_has_its_own_result() {
    let server = Server::answering(RECEIVED).await;
    let refusing = format!("http://{}/SECRET", refusing().await).parse().unwrap();
    let channels = [server.channel(), refusing, server.channel()];
    for at_most in [0, 1, 100] {
        let jobs =
            channels.iter().enumerate().map(|(key, channel)| (key, channel.clone(), toast()));
        let mut results: Vec<_> =
            Client::new().send_all(stream::iter(jobs), at_most).collect().await;
        results.sort_by_key(|(key, _)| *key);
        let told: Vec<_> = results.iter().map(|(key, result)| (*key, result.is_ok())).collect();
        assert_eq!(told, [(0, true), (1, false), (2, true)]);
    }
}

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
    // hyper-util now and then closes one that became free while another was made.
    const REPLACED: usize = 4;
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
    assert!(server.connections() <= SENDERS + REPLACED, "{} connections", server.connections());
}

#[tokio::test]
async fn senders_that_give_up_leave_room_for_others() {
    // The first connections are never answered; each send on them ends at the time limit.
    let server = Server::start(|number, mut stream| async move {
        while receive(&mut stream).await.is_some() {
            if number < AT_MOST {
                tokio::time::sleep(LONG).await;
            }
            stream.write_all(RECEIVED).await.unwrap();
        }
    })
    .await;
    let client = Client::builder().timeout(Duration::from_secs(2)).build();
    let channel = server.channel();
    let jobs = (0..4 * AT_MOST).map(|key| (key, channel.clone(), toast()));
    let results: Vec<_> = client.send_all(stream::iter(jobs), AT_MOST).collect().await;
    let failed = results.iter().filter(|(_, result)| result.is_err()).count();
    assert_eq!((results.len(), failed), (4 * AT_MOST, AT_MOST));
    assert!(server.connections() <= 2 * AT_MOST, "{} connections", server.connections());
}
