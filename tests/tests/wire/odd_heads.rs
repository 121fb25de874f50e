use std::io::Write as _;
use std::sync::{Arc, Mutex};

use http::Version;
use mpns_connect::ErrorKind;

use crate::support::{Server, each, receive, toast};

/// What a head that is unusual, or not allowed, results in.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Is {
    /// A response, and its connection carries the next exchange.
    Kept(u16),
    /// A response, and another connection carries the next exchange.
    Last(u16),
    /// No response, and another connection carries the next exchange.
    Refused,
}

use Is::{Kept, Last, Refused};

#[rustfmt::skip]
const ODD: &[(&str, Is)] = &[
    // HTTP/1.0: its connection is not used again.
    ("HTTP/1.0 200 OK\nTransfer-Encoding: chunked\n\n5\nhello\n0\n\n", Last(200)),
    ("HTTP/1.0 404 No\nConnection: keep-alive\nTransfer-Encoding: chunked\n\n5\nhello\n0\n\n", Last(404)),
    ("HTTP/1.0 200 OK\nConnection: keep-alive\nContent-Length: 0\nTransfer-Encoding: chunked\n\n0\n\n", Last(200)),
    ("HTTP/1.0 200 OK\nConnection: keep-alive\nContent-Length: 0\n\n", Last(200)),
    ("HTTP/1.0 200 OK\nTransfer-Encoding: gzip\nContent-Length: 0\n\n", Last(200)),
    ("HTTP/1.0 204 No\nConnection: keep-alive\n\n", Last(204)),
    ("HTTP/1.0 100 Go\n\nHTTP/1.1 200 OK\nContent-Length: 0\n\n", Kept(200)),
    // Two ends of a body: Transfer-Encoding overrides Content-Length, and the connection is not used again.
    ("HTTP/1.1 200 OK\nContent-Length: 3\nTransfer-Encoding: chunked\n\n2\nab\n0\n\n", Last(200)),
    ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nContent-Length: 0\n\n2\nab\n0\n\n", Last(200)),
    ("HTTP/1.1 200 OK\nContent-Length: x\nTransfer-Encoding: chunked\n\n2\nab\n0\n\n", Last(200)),
    ("HTTP/1.1 200 OK\nContent-Length: 1\nContent-Length: 2\nTransfer-Encoding: chunked\n\n2\nab\n0\n\n", Last(200)),
    ("HTTP/1.1 200 OK\nContent-Length: 2\nContent-Length: 2\n\nab", Kept(200)),
    ("HTTP/1.1 200 OK\nContent-Length: 2, 2\n\nab", Kept(200)),
    ("HTTP/1.1 200 OK\nContent-Length: 2\nContent-Length: 3\n\nabc", Refused),
    ("HTTP/1.1 200 OK\nContent-Length: 2, 3\n\nabc", Refused),
    // Other codings than chunks.
    ("HTTP/1.1 200 OK\nTransfer-Encoding: identity\nContent-Length: 0\n\n", Last(200)),
    ("HTTP/1.1 200 OK\nTransfer-Encoding: xchunked\nContent-Length: 0\n\n", Last(200)),
    ("HTTP/1.1 200 OK\nTransfer-Encoding: gzip, chunked\n\n2\nab\n0\n\n", Last(200)),
    ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nTransfer-Encoding: gzip\n\n2\nab\n0\n\n", Last(200)),
    ("HTTP/1.1 200 OK\nTransfer-Encoding: \"chunked\"\n\n2\nab\n0\n\n", Last(200)),
    ("HTTP/1.1 200 OK\nTransfer-Encoding: CHUNKED\n\n2\nab\n0\n\n", Kept(200)),
    // Lengths.
    ("HTTP/1.1 200 OK\nContent-Length: 18446744073709551614\n\nab", Last(200)),
    ("HTTP/1.1 200 OK\nContent-Length: 18446744073709551616\n\nab", Last(200)),
    ("HTTP/1.1 200 OK\nContent-Length: 000\n\n", Kept(200)),
    ("HTTP/1.1 200 OK\nContent-Length: none\n\n", Refused),
    ("HTTP/1.1 200 OK\nContent-Length:\n\n", Refused),
    ("HTTP/1.1 200 OK\nContent-Length: -1\n\n", Refused),
    ("HTTP/1.1 200 OK\nContent-Length: +0\n\n", Refused),
    // Responses that have no body, whatever they say.
    ("HTTP/1.1 204 No\nContent-Length: 5\n\n", Kept(204)),
    ("HTTP/1.1 204 No\nContent-Length: 5\n\nhello", Last(204)),
    ("HTTP/1.1 204 No\nTransfer-Encoding: chunked\n\n0\n\n", Last(204)),
    ("HTTP/1.1 304 No\nContent-Length: 5\n\n", Kept(304)),
    ("HTTP/1.1 304 No\nContent-Length: 5\n\nhello", Last(304)),
    ("HTTP/1.1 205 Reset\n\n", Last(205)),
    ("HTTP/1.1 205 Reset\nContent-Length: 0\n\n", Kept(205)),
    ("HTTP/1.1 101 Switch\nConnection: upgrade\nUpgrade: h2c\n\n", Last(101)),
    // Interim responses, with headers that mean nothing.
    ("HTTP/1.1 100 Continue\nDate: today\n\nHTTP/1.1 200 OK\nContent-Length: 0\n\n", Kept(200)),
    ("HTTP/1.1 102 Wait\nContent-Length: 5\n\nHTTP/1.1 200 OK\nContent-Length: 0\n\n", Kept(200)),
    ("HTTP/1.1 102 Wait\nContent-Length: x\n\nHTTP/1.1 200 OK\nContent-Length: 0\n\n", Kept(200)),
    // Status lines.
    ("\n\nHTTP/1.1 200 OK\nContent-Length: 0\n\n", Kept(200)),
    ("HTTP/1.1 600 What\nContent-Length: 0\n\n", Kept(600)),
    ("HTTP/1.1 099 What\nContent-Length: 0\n\n", Refused),
    ("HTTP/1.1  200  OK\nContent-Length: 0\n\n", Refused),
    ("HTTP/1.2 200 OK\nContent-Length: 0\n\n", Refused),
    ("HTTP/2.0 200 OK\nContent-Length: 0\n\n", Refused),
    ("http/1.1 200 OK\nContent-Length: 0\n\n", Refused),
    ("ICY 200 OK\nContent-Length: 0\n\n", Refused),
    ("<html></html>", Refused),
    // Headers.
    ("HTTP/1.1 200 OK\nX-Server: a\n b\nContent-Length: 0\n\n", Refused),
    ("HTTP/1.1 200 OK\nX-Server : a\nContent-Length: 0\n\n", Refused),
    ("HTTP/1.1 200 OK\nX-Server\nContent-Length: 0\n\n", Refused),
    ("HTTP/1.1 200 OK\nX-{Server}: a\nContent-Length: 0\n\n", Refused),
    ("HTTP/1.1 200 OK\nX-Server: a\0b\nContent-Length: 0\n\n", Refused),
    ("HTTP/1.1 200 OK\nConnection: close, keep-alive\nContent-Length: 0\n\n", Last(200)),
    ("HTTP/1.1 200 OK\nConnection: close\nConnection: keep-alive\nContent-Length: 0\n\n", Last(200)),
    // Chunks.
    ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5;a=b\nhello\n0;x\n\n", Kept(200)),
    ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhello\n0\nX: y\n\n", Kept(200)),
    ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n0x5\nhello\n0\n\n", Last(200)),
    ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhello0\n\n", Last(200)),
];

#[test]
fn every_transport_makes_the_same_of_an_odd_head() {
    each(|transport| {
        for (answer, expected) in ODD {
            let answer = answer.replace('\n', "\r\n");
            let is_http_10 = answer.starts_with("HTTP/1.0") && !answer.starts_with("HTTP/1.0 100");
            let version = if is_http_10 { Version::HTTP_10 } else { Version::HTTP_11 };
            let closes = answer.starts_with('<');
            let lines = Arc::new(Mutex::new(Vec::new()));
            let log = Arc::clone(&lines);
            let bytes = answer.clone();
            let server = Server::start(move |number, mut stream| {
                let mut answer = if number == 0 { bytes.as_bytes() } else { NEXT };
                while let Some(received) = receive(&mut stream) {
                    log.lock().unwrap().push(received.line);
                    if stream.write_all(answer).is_err() || closes {
                        return;
                    }
                    answer = NEXT;
                }
            });
            let client = transport.new_client();
            let first = client.request(toast().request(&server.channel()));
            let next = client.send(&server.channel()).expect(&answer);
            assert_eq!(next.status(), 202, "{answer}");
            let is = match first {
                Ok(response) => {
                    assert_eq!(response.version(), version, "{answer}");
                    let status = response.status().as_u16();
                    if server.connections() == 1 { Kept(status) } else { Last(status) }
                }
                Err(error) => {
                    assert!(matches!(error.kind(), ErrorKind::Head { .. }), "{answer} {error:?}");
                    assert!(error.may_have_been_delivered(), "{answer}");
                    Refused
                }
            };
            assert_eq!(is, *expected, "{answer}");
            let lines = lines.lock().unwrap();
            assert!(lines.len() == 2 && lines.iter().all(|line| line.ends_with(" HTTP/1.1")));
        }
    });
}

#[test]
fn a_head_may_have_as_many_bytes_as_documented() {
    const BOUND: usize = 128 * 1024;
    each(|transport| {
        for (length, is_taken) in
            [(65_537, true), (85_000, true), (BOUND, true), (BOUND + 1, false)]
        {
            let rest = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Long: \r\n\r\n".len();
            let value = "a".repeat(length - rest);
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Long: {value}\r\n\r\n");
            let server = Server::answering(head.leak().as_bytes());
            match transport.new_client().request(toast().request(&server.channel())) {
                Ok(response) => {
                    assert!(is_taken, "{length}");
                    assert_eq!(response.headers()["x-long"], value);
                }
                Err(error) => {
                    assert!(!is_taken, "{length}: {error:?}");
                    let kind = ErrorKind::Head { max_bytes: BOUND, max_headers: 128 };
                    assert_eq!(error.kind(), &kind);
                }
            }
        }
    });
}

const NEXT: &[u8] = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
