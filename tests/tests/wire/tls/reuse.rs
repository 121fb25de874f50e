use super::*;

#[test]
fn a_thousand_sends_need_one_handshake_for_each_connection() {
    const AT_MOST: usize = 16;
    each(|transport| {
        let authority = authority();
        for (version, _) in VERSIONS {
            let server = server(&authority, version, None, RECEIVED);
            let channel: ChannelUri = server.https_channel();
            let jobs = (0..1_000).map(move |key| (key, channel.clone(), toast()));
            let mut done = 0;
            client(transport, &authority, None).send_all(jobs, AT_MOST, |key, result| {
                assert!(result.is_ok(), "{version:?} {key} {result:?}");
                done += 1;
            });
            assert_eq!(done, 1_000, "{version:?}");
            let connections = server.connections();
            assert!(connections <= AT_MOST, "{version:?} {connections} connections");
        }
    });
}

#[test]
fn a_kept_connection_that_was_closed_is_replaced_silently() {
    each(|transport| {
        let servers = authority();
        for (version, _) in VERSIONS {
            for stays_open in [false, true] {
                let config = config(&servers, version, None);
                let (closed, is_closed) = channel();
                let server = Server::start(move |_, tcp| {
                    let mut stream = accept(&config, tcp).unwrap();
                    receive(&mut stream).unwrap();
                    // The response and the end of the connection arrive together.
                    stream.conn.writer().write_all(RECEIVED).unwrap();
                    stream.conn.send_close_notify();
                    let mut bytes = Vec::new();
                    while stream.conn.wants_write() {
                        stream.conn.write_tls(&mut bytes).unwrap();
                    }
                    stream.sock.write_all(&bytes).unwrap();
                    if stays_open {
                        closed.send(()).unwrap();
                        let _ = stream.sock.read(&mut [0]);
                    } else {
                        drop(stream);
                        closed.send(()).unwrap();
                    }
                });
                let client = client(transport, &servers, None);
                for number in 1..=10 {
                    let _ = client.send(&server.https_channel()).unwrap();
                    is_closed.recv().unwrap();
                    assert_eq!(server.connections(), number, "{version:?} {stays_open}");
                }
            }
        }
    });
}

/// The connection ends when the client has its reply: a single-threaded runtime does not notice before the next send.
#[test]
fn a_kept_connection_that_ends_after_its_exchange_is_replaced_silently() {
    each(|transport| {
        let servers = authority();
        for (version, _) in VERSIONS {
            for is_notified in [false, true] {
                let config = config(&servers, version, None);
                // One for the client, one for the connection.
                let step = Arc::new(Barrier::new(2));
                let on_step = Arc::clone(&step);
                let server = Server::start(move |_, tcp| {
                    let mut stream = accept(&config, tcp).unwrap();
                    receive(&mut stream).unwrap();
                    stream.write_all(RECEIVED).unwrap();
                    on_step.wait();
                    if is_notified {
                        stream.conn.send_close_notify();
                        stream.flush().unwrap();
                        on_step.wait();
                        let _ = stream.sock.read(&mut [0]);
                    } else {
                        drop(stream);
                        on_step.wait();
                    }
                });
                let client = client(transport, &servers, None);
                for number in 1..=5 {
                    let _ = client.send(&server.https_channel()).unwrap();
                    assert_eq!(server.connections(), number, "{version:?} {is_notified}");
                    step.wait();
                    step.wait();
                }
            }
        }
    });
}

/// It is in the same TLS record as the response, so nothing is left to be seen at the socket.
#[test]
fn what_follows_a_response_in_its_record_is_not_the_next_response() {
    each(|transport| {
        let servers = authority();
        for (version, _) in VERSIONS {
            // As long as what a transport may read at once, and others.
            for length in [100, 1024, 2048, 4096, 8192, 16_000] {
                let rest = RESPONSE.len() + "X-Long: \r\n\r\n".len();
                let long = "x".repeat(length - rest);
                let first = format!("{RESPONSE}X-Long: {long}\r\n\r\n{FORGED}");
                let config = config(&servers, version, None);
                let server = Server::start(move |number, tcp| {
                    let mut stream = accept(&config, tcp).unwrap();
                    let mut answer = if number == 0 { first.as_bytes() } else { RECEIVED };
                    while receive(&mut stream).is_some() {
                        stream.write_all(answer).unwrap();
                        answer = RECEIVED;
                    }
                });
                let client = client(transport, &servers, None);
                for status in [202, 200, 200] {
                    let reply = client.send(&server.https_channel()).unwrap();
                    assert_eq!(reply.status(), status, "{version:?} {length}");
                }
                assert_eq!(server.connections(), 2, "{version:?} {length}");
            }
        }
    });
}

const RESPONSE: &str = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n";
/// Taken for a response, this would make a sender delete the channel.
const FORGED: &str = "HTTP/1.1 404 Forged\r\nContent-Length: 0\r\n\r\n";
