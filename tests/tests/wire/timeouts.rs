use std::io::Write as _;
use std::thread::sleep;
use std::time::{Duration, Instant};

use mpns_connect::ErrorKind;

use crate::support::{Client, LONG, RECEIVED, Server, each, receive};

pub(crate) const SHORT: Duration = Duration::from_millis(500);

#[test]
fn the_default_limits_are_fifteen_seconds_and_five_for_connecting() {
    each(|transport| {
        let texts = [format!("{:?}", transport.new_client()), format!("{:?}", transport.builder())];
        for text in texts {
            assert!(text.contains(" timeout: 15s, connect_timeout: 5s,"), "{text}");
        }
    });
}

#[test]
fn the_whole_exchange_has_a_time_limit() {
    each(|transport| {
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
            let client = transport.builder().timeout(SHORT).build();
            let start = Instant::now();
            let error = client.send(&server.channel()).expect_err(name);
            assert!(start.elapsed() >= SHORT && start.elapsed() < LONG / 2, "{name}");
            assert!(error.is_timeout() && error.may_have_been_delivered(), "{name}: {error:?}");
            assert_eq!(*error.kind(), ErrorKind::Timeout { limit: SHORT }, "{name}");
        }
    });
}

#[test]
fn a_slow_body_does_not_lose_the_reply() {
    each(|transport| {
        let server = Server::start(|_, mut stream| {
            receive(&mut stream).unwrap();
            // A longer body would not be read at all.
            let head = b"HTTP/1.1 404 Not Found\r\nContent-Length: 60000\r\n\r\n";
            stream.write_all(head).unwrap();
            while stream.write_all(b"x").is_ok() {
                sleep(Duration::from_millis(20));
            }
        });
        for timeout in [4 * SHORT, LONG] {
            let client = transport.builder().timeout(timeout).build();
            let start = Instant::now();
            let reply = client.send(&server.channel()).unwrap();
            assert_eq!(reply.status(), 404);
            assert!(start.elapsed() < LONG / 2);
        }
    });
}

#[test]
fn the_limit_of_the_exchange_covers_the_body() {
    each(|transport| {
        let server = Server::start(|_, mut stream| {
            receive(&mut stream).unwrap();
            let head = b"HTTP/1.1 404 Not Found\r\nContent-Length: 60000\r\n\r\n";
            stream.write_all(head).unwrap();
            sleep(LONG);
        });
        let client = transport.builder().timeout(SHORT / 5).build();
        assert!(is_quick(&client, &server));
    });
}

#[test]
fn a_body_that_only_the_end_of_the_connection_ends_is_not_read() {
    each(|transport| {
        for answer in [
            "HTTP/1.1 404 Not Found\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: identity\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
        ] {
            let server = Server::start(move |_, mut stream| {
                receive(&mut stream).unwrap();
                stream.write_all(answer.as_bytes()).unwrap();
                sleep(LONG);
            });
            assert!(is_quick(&transport.new_client(), &server), "{answer}");
        }
    });
}

#[test]
fn a_body_over_the_limit_is_not_read() {
    each(|transport| {
        let server = Server::start(|_, mut stream| {
            receive(&mut stream).unwrap();
            let head = b"HTTP/1.1 404 Not Found\r\nContent-Length: 65537\r\n\r\n";
            stream.write_all(head).unwrap();
            sleep(LONG);
        });
        assert!(is_quick(&transport.new_client(), &server));
    });
}

/// Whether a send can end within half a second, the longest wait for a body. On a busy machine some tries take
/// longer, or have no reply within the time limit.
fn is_quick(client: &Client, server: &Server) -> bool {
    (0..20).any(|_| {
        let start = Instant::now();
        let reply = client.send(&server.channel());
        start.elapsed() < SHORT && reply.is_ok_and(|reply| reply.status() == 404)
    })
}

#[test]
fn the_longest_time_limit_is_no_limit() {
    each(|transport| {
        let server = Server::answering(RECEIVED);
        let client =
            transport.builder().timeout(Duration::MAX).connect_timeout(Duration::MAX).build();
        let _ = client.send(&server.channel()).unwrap();
    });
}
