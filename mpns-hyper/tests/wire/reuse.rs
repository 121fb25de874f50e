use std::sync::Arc;
use std::time::Duration;

use http::Request;
use mpns_hyper::{Client, Connection};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::support::{LONG, RECEIVED, Server, receive, toast};

#[tokio::test]
async fn a_connection_whose_answer_came_before_the_request_was_read_is_closed() {
    // More than the buffers of a socket take.
    const BODY: usize = 16 << 20;
    let (answered, ended) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (on_answered, on_ended) = (Arc::clone(&answered), Arc::clone(&ended));
    let server = Server::start(move |number, mut stream| {
        let (answered, ended) = (Arc::clone(&on_answered), Arc::clone(&on_ended));
        async move {
            if number == 0 {
                stream.read_u8().await.unwrap();
                stream.write_all(RECEIVED).await.unwrap();
                answered.notified().await;
                let mut rest = Vec::new();
                // An error is an end too.
                let _ = stream.read_to_end(&mut rest).await;
                assert!(rest.len() < BODY, "all of the request came");
                ended.notify_one();
            }
            while receive(&mut stream).await.is_some() {
                stream.write_all(RECEIVED).await.unwrap();
            }
        }
    })
    .await;
    let client = Client::builder().timeout(LONG).build();
    let request = Request::post(server.channel().expose_uri()).body(vec![b' '; BODY]).unwrap();
    assert_eq!(client.request(request).await.unwrap().status(), 200);
    answered.notify_one();
    timeout(LONG, ended.notified()).await.unwrap();
    for is_reused in [false, true] {
        let request = toast().request(&server.channel());
        let response = timeout(LONG / 2, client.request(request)).await.unwrap().unwrap();
        let connection = response.extensions().get::<Connection>().unwrap();
        assert_eq!(connection.is_reused(), is_reused);
    }
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_connection_whose_answer_is_not_read_to_its_end_is_closed() {
    let closed = Arc::new(Notify::new());
    let on_closed = Arc::clone(&closed);
    let server = Server::start(move |_, mut stream| {
        let closed = Arc::clone(&on_closed);
        async move {
            receive(&mut stream).await.unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n").await.unwrap();
            assert!(!matches!(stream.read(&mut [0]).await, Ok(1..)), "more came");
            closed.notify_one();
        }
    })
    .await;
    let client = Client::new();
    for number in 1..=2 {
        assert_eq!(client.send(&toast(), &server.channel()).await.unwrap().status(), 200);
        timeout(LONG, closed.notified()).await.unwrap();
        assert_eq!(server.connections(), number);
    }
}

#[test]
fn a_client_outlives_the_runtime_of_its_connections() {
    let runtime = || tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (servers, client) = (runtime(), Client::new());
    let server = servers.block_on(Server::answering(RECEIVED));
    for number in 1..=3 {
        let clients = runtime();
        for is_reused in [false, true] {
            let request = toast().request(&server.channel());
            let response = clients.block_on(client.request(request)).unwrap();
            let connection = response.extensions().get::<Connection>().unwrap();
            assert_eq!(connection.is_reused(), is_reused);
        }
        assert_eq!(server.connections(), number);
    }
}

#[test]
fn a_runtime_uses_no_connection_of_another() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let servers = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let server = servers.block_on(Server::answering(RECEIVED));
    // The first one's connection would wait until somebody runs it.
    let (client, first, second) = (Client::new(), runtime(), runtime());
    for (number, clients) in [(1, &first), (2, &second), (2, &first), (2, &second)] {
        let _ = clients.block_on(client.send(&toast(), &server.channel())).unwrap();
        assert_eq!(server.connections(), number);
    }
}

/// A client's dropped requests leave no connection behind that waits for an answer.
#[tokio::test]
async fn dropping_a_request_closes_its_connection() {
    let (read, closed) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
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
    let client = Client::new();
    let short = Duration::from_millis(1);
    for number in 1..=2 {
        let (notification, channel) = (toast(), server.channel());
        let mut send = Box::pin(client.send(&notification, &channel));
        while timeout(short, read.notified()).await.is_err() {
            assert!(timeout(short, &mut send).await.is_err());
        }
        drop(send);
        timeout(LONG, closed.notified()).await.unwrap();
        assert_eq!(server.connections(), number);
    }
}
