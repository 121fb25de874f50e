use std::io::{ErrorKind, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::{RECEIVED, Server, each, receive};

#[test]
fn idle_connections_are_limited_for_each_host() {
    each(|transport| {
        const HOSTS: usize = 70;
        let servers: Vec<_> = (0..HOSTS).map(|_| Server::answering(RECEIVED)).collect();
        let client = transport.builder().max_idle_connections(1).build();
        for server in servers.iter().chain(&servers) {
            let _ = client.send(&server.channel()).unwrap();
            assert_eq!(server.connections(), 1);
        }
    });
}

#[test]
fn idle_connections_are_limited_for_all_hosts_together() {
    each(|transport| {
        const KEPT: usize = 5;
        let servers: Vec<_> = (0..2 * KEPT).map(|_| Server::answering(RECEIVED)).collect();
        let client = transport.builder().max_idle_connections_in_all(KEPT).build();
        for server in servers.iter().chain(&servers) {
            let _ = client.send(&server.channel()).unwrap();
        }
        let connections: usize = servers.iter().map(Server::connections).sum();
        assert_eq!(connections, KEPT + 2 * KEPT);
    });
}

#[test]
fn a_connection_that_is_not_kept_is_closed_before_the_next_one_is_opened() {
    const KEPT: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    const CLOSED: &[u8] = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    const TOO_LONG: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nbegun";
    const WITHOUT_END: &[u8] = b"HTTP/1.1 200 OK\r\n\r\nbegun";
    const BROKEN: &[u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n";
    const NONE: &[u8] = b"";
    each(|transport| {
        let timeout = Duration::from_millis(200);
        let builder = transport.builder();
        for (answer, builder) in [
            (KEPT, builder.clone().max_idle_connections(0)),
            (CLOSED, builder.clone()),
            (TOO_LONG, builder.clone()),
            (WITHOUT_END, builder.clone()),
            (BROKEN, builder.clone()),
            (NONE, builder.timeout(timeout)),
        ] {
            let streams = Arc::new(Mutex::new(Vec::new()));
            let most = Arc::new(AtomicUsize::new(0));
            let count = Arc::clone(&most);
            let server = Server::start(move |_, mut stream| {
                let mut streams = streams.lock().unwrap();
                if receive(&mut stream).is_none() {
                    return;
                }
                streams.push(stream.try_clone().unwrap());
                streams.retain(is_open);
                count.fetch_max(streams.len(), Ordering::SeqCst);
                stream.write_all(answer).unwrap();
            });
            let client = builder.build();
            for number in 1..=10 {
                let result = client.send(&server.channel());
                assert_eq!(result.is_ok(), answer != NONE, "{result:?}");
                // On a busy machine a time limit can end before the server has its connection.
                assert!(server.connections() == number || answer == NONE, "{number}");
            }
            let answer = String::from_utf8_lossy(answer);
            assert_eq!(most.load(Ordering::SeqCst), 1, "connections at a time: {answer:?}");
        }
    });
}

/// Whether the other side has not closed the connection. It has nothing more to send.
fn is_open(stream: &TcpStream) -> bool {
    stream.set_nonblocking(true).unwrap();
    let is_open = stream.peek(&mut [0]).is_err_and(|error| error.kind() == ErrorKind::WouldBlock);
    stream.set_nonblocking(false).unwrap();
    is_open
}

#[test]
fn no_connection_is_used_twice_if_none_is_kept() {
    each(|transport| {
        let server = Server::answering(RECEIVED);
        let client = transport.builder().max_idle_connections(0).build();
        for number in 1..=3 {
            let _ = client.send(&server.channel()).unwrap();
            assert_eq!(server.connections(), number);
        }
    });
}
