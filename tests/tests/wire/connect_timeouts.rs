use std::io::Write as _;
use std::iter::successors;
use std::net::SocketAddr;
use std::thread::sleep;
use std::time::{Duration, Instant};

use mpns_connect::{Error, ErrorKind, Proxy};
use mpns_test_support::BlackHole;

use crate::support::{LONG, Server, each, receive};
use crate::timeouts::SHORT;

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
