use std::future::{Future as _, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use mpns_hyper::Client;
use tokio::io::AsyncWriteExt as _;
use tokio::sync::Semaphore;
use tokio::time::sleep;

use crate::support::{LONG, Server, receive, toast};

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
