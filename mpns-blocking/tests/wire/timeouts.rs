use std::{
    io::Write as _,
    thread::sleep,
    time::{Duration, Instant},
};

use mpns_blocking::Client;

use crate::support::{LONG, Server, receive, toast};

const SHORT: Duration = Duration::from_millis(200);

#[test]
fn the_whole_exchange_has_a_time_limit() {
    for (name, answer) in [
        ("silence", ""),
        ("half a head", "HTTP/1.1 200 OK\r\n"),
        ("interim answers", "HTTP/1.1 100 Continue\r\n\r\n"),
    ] {
        let server = Server::start(move |_, mut stream| {
            receive(&mut stream).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
            sleep(LONG);
        });
        let client = Client::builder().timeout(SHORT).build();
        let start = Instant::now();
        let error = client.send(&toast(), &server.channel()).expect_err(name);
        assert!(start.elapsed() >= SHORT && start.elapsed() < LONG / 2, "{name}");
        assert!(error.is_timeout() && error.may_have_been_delivered(), "{name}: {error:?}");
        assert!(!error.is_connect(), "{name}: {error:?}");
    }
}

#[test]
fn a_slow_body_does_not_lose_the_reply() {
    let server = Server::start(|_, mut stream| {
        receive(&mut stream).unwrap();
        let head = b"HTTP/1.1 404 Not Found\r\nContent-Length: 100000\r\n\r\n";
        stream.write_all(head).unwrap();
        while stream.write_all(b"x").is_ok() {
            sleep(Duration::from_millis(20));
        }
    });
    for timeout in [SHORT, LONG] {
        let client = Client::builder().timeout(timeout).build();
        let start = Instant::now();
        let reply = client.send(&toast(), &server.channel()).unwrap();
        assert_eq!(reply.status(), 404);
        assert!(start.elapsed() < LONG / 2);
    }
}

#[test]
fn all_of_connecting_has_a_time_limit() {
    let silent = Server::start(|_, stream| {
        sleep(LONG);
        drop(stream);
    });
    let proxy = format!("http://{}", silent.address).parse().unwrap();
    let builder = || Client::builder().timeout(LONG);
    for (name, client) in [
        ("tls", builder().connect_timeout(SHORT).build()),
        ("proxy", builder().connect_timeout(SHORT).proxy(proxy).build()),
        // The whole exchange's limit is one for connecting too.
        ("whole", Client::builder().timeout(SHORT).connect_timeout(LONG).build()),
    ] {
        let start = Instant::now();
        let error = client.send(&toast(), &silent.https_channel()).expect_err(name);
        assert!(start.elapsed() >= SHORT && start.elapsed() < LONG / 2, "{name}");
        assert!(error.is_timeout() && error.is_connect(), "{name}: {error:?}");
        assert!(!error.may_have_been_delivered(), "{name}: {error:?}");
    }
}

#[test]
fn a_time_limit_without_end_is_none() {
    let server = Server::answering(crate::support::RECEIVED);
    let client = Client::builder().timeout(Duration::MAX).connect_timeout(Duration::MAX).build();
    client.send(&toast(), &server.channel()).unwrap();
}
