use std::io::Write as _;
use std::iter::successors;
use std::net::SocketAddr;
use std::thread::sleep;
use std::time::{Duration, Instant};

use mpns_connect::ErrorKind;
use mpns_connect::{Error, Proxy};
use mpns_test_support::BlackHole;

use crate::support::{Client, LONG, RECEIVED, Server, each, receive};

const SHORT: Duration = Duration::from_millis(500);

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
fn every_step_of_connecting_has_a_time_limit() {
    each(|transport| {
        let silent = Server::start(|_, stream| {
            sleep(LONG);
            drop(stream);
        });
        let proxy = format!("http://{}", silent.address).parse().unwrap();
        let builder = || transport.builder().timeout(LONG);
        for (name, client) in [
            ("tls", builder().connect_timeout(SHORT).build()),
            ("proxy", builder().connect_timeout(SHORT).proxy(proxy).build()),
            // The limit for the whole exchange includes connecting.
            ("whole", transport.builder().timeout(SHORT).connect_timeout(LONG).build()),
        ] {
            let start = Instant::now();
            let error = client.send(&silent.https_channel()).expect_err(name);
            assert!(start.elapsed() >= SHORT && start.elapsed() < LONG / 2, "{name}");
            assert!(error.is_timeout() && error.is_connect(), "{name}: {error:?}");
            let kind = ErrorKind::ConnectTimeout { limit: SHORT, proxy: name == "proxy" };
            assert_eq!(*error.kind(), kind, "{name}");
            assert!(!error.may_have_been_delivered(), "{name}: {error:?}");
        }
    });
}

#[test]
fn a_silent_address_is_a_time_out_of_the_proxy_or_the_service() {
    each(|transport| {
        let hole = BlackHole::new();
        let client = |connect: Duration, whole: Duration| {
            transport.builder().connect_timeout(connect).timeout(whole)
        };
        for proxied in [false, true] {
            // The shorter limit applies.
            for (connect, whole) in [(SHORT, LONG), (LONG, SHORT)] {
                for scheme in ["http", "https"] {
                    let mut builder = client(connect, whole);
                    let mut channel = format!("{scheme}://{}/SECRET", hole.address);
                    if proxied {
                        builder = builder.proxy(proxy_at(hole.address));
                        channel = format!("{scheme}://service.example/SECRET");
                    }
                    let start = Instant::now();
                    let error = builder.build().send(&channel.parse().unwrap()).unwrap_err();
                    assert!(start.elapsed() < LONG / 2, "{channel}");
                    assert!(error.is_timeout() && error.is_connect(), "{error:?}");
                    let kind = ErrorKind::ConnectTimeout { limit: SHORT, proxy: proxied };
                    assert_eq!(*error.kind(), kind, "{channel} {connect:?} {whole:?}");
                    assert!(!error.may_have_been_delivered(), "{error:?}");
                    assert_blamed(&error, proxied.then_some(hole.address));
                }
            }
        }
    });
}

#[test]
fn a_proxy_without_a_complete_response_in_time_is_blamed() {
    each(|transport| {
        for (name, answer) in [
            ("silence", &b""[..]),
            ("half a head", b"HTTP/1.1 200 OK\r\n"),
            ("a head without end", b"x: y\r\n"),
        ] {
            let server = Server::start(move |_, mut stream| {
                let _ = receive(&mut stream);
                if name == "a head without end" {
                    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
                    while stream.write_all(answer).is_ok() {
                        sleep(SHORT / 10);
                    }
                }
                let _ = stream.write_all(answer);
                sleep(LONG);
            });
            for (connect, whole) in [(SHORT, LONG), (LONG, SHORT)] {
                let client = transport.builder().connect_timeout(connect).timeout(whole);
                let client = client.proxy(proxy_at(server.address)).build();
                let channel = "https://service.example/SECRET".parse().unwrap();
                let error = client.send(&channel).expect_err(name);
                assert!(error.is_timeout() && error.is_connect(), "{name}: {error:?}");
                assert!(!error.may_have_been_delivered(), "{name}: {error:?}");
                assert_blamed(&error, Some(server.address));
            }
        }
    });
}

#[test]
fn a_silent_service_behind_a_tunnel_is_not_blamed_on_the_proxy() {
    each(|transport| {
        let server = Server::start(|_, mut stream| {
            let _ = receive(&mut stream);
            stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").unwrap();
            sleep(LONG);
        });
        for (connect, whole) in [(SHORT, LONG), (LONG, SHORT)] {
            let client = transport.builder().connect_timeout(connect).timeout(whole);
            let client = client.proxy(proxy_at(server.address)).build();
            let channel = "https://service.example/SECRET".parse().unwrap();
            let error = client.send(&channel).unwrap_err();
            assert!(error.is_timeout() && error.is_connect(), "{error:?}");
            assert!(!error.may_have_been_delivered(), "{error:?}");
            assert_blamed(&error, None);
        }
    });
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

fn proxy_at(address: SocketAddr) -> Proxy {
    format!("http://user:hunter2@{address}").parse::<Proxy>().unwrap()
}

/// The error blames the proxy at this address, or no proxy.
fn assert_blamed(error: &Error, proxy: Option<SocketAddr>) {
    assert_eq!(error.is_proxy(), proxy.is_some(), "{error:?}");
    assert_eq!(error.to_string().contains("the proxy"), proxy.is_some(), "{error}");
    let causes = successors(std::error::Error::source(error), |cause| cause.source());
    let causes: String = causes.map(ToString::to_string).collect();
    if let Some(proxy) = proxy {
        assert!(causes.contains(&proxy.to_string()), "{causes}");
    }
    let texts = format!("{error} {error:?} {causes}");
    assert!(!texts.contains("SECRET") && !texts.contains("hunter2"), "{texts}");
}
