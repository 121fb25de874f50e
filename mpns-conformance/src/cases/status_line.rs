//! Status lines: unusual ones that are HTTP, and data that is not HTTP.

use mpns_proto::Outcome::Received;

use crate::case::Case;
use crate::expect::Expect;
use crate::script::{Answer, Step};

pub(super) fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = SOUND.iter().map(|(name, line)| sound(name, line)).collect();
    cases.extend(GARBAGE.iter().map(|(name, bytes)| garbage(name, bytes)));
    cases.extend(TOLERABLE.iter().map(|(name, bytes)| tolerable(name, bytes)));
    cases
}

fn sound(name: &str, line: &'static str) -> Case {
    Case::new(format!("status-line/{name}"), "any reason is accepted")
        .answered(&Answer::received("status line").status_line(line), Received)
        .requests(1)
}

/// The connection stays open: a transport that waits for more has its time limit.
fn garbage(name: &str, bytes: &'static [u8]) -> Case {
    Case::new(
        format!("status-line/{name}"),
        "data that is not a response is an error, and nothing is sent twice",
    )
    .exchange([Step::ReadRequest, Step::write(bytes), Step::Hold])
    .send(Expect::Error)
    .next()
    .requests(2)
    .slow()
}

fn tolerable(name: &str, bytes: &'static [u8]) -> Case {
    Case::new(
        format!("status-line/{name}"),
        "data that is almost a response is taken or refused without harm",
    )
    .exchange([Step::ReadRequest, Step::write(bytes)])
    .send(Expect::Either)
    .next()
    .requests(2)
}

const SOUND: &[(&str, &str)] = &[
    ("reason-empty", "HTTP/1.1 200 "),
    ("reason-none", "HTTP/1.1 200"),
    ("reason-other", "HTTP/1.1 200 404 Not Found: HTTP/1.1"),
    ("reason-above-ascii", "HTTP/1.1 200 Schöne Grüße"),
    ("reason-tab", "HTTP/1.1 200 O\tK"),
];

const GARBAGE: &[(&str, &[u8])] = &[
    ("garbage-text", b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"),
    ("garbage-html", b"<html><head><title>200 OK</title></head></html>\r\n\r\n"),
    ("garbage-tls-alert", b"\x15\x03\x01\x00\x02\x02\x0a"),
    ("garbage-zeros", &[0; 64]),
    ("garbage-request", b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n"),
    ("code-two-digits", b"HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n"),
    ("code-four-digits", b"HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n"),
    ("code-word", b"HTTP/1.1 two OK\r\nContent-Length: 0\r\n\r\n"),
    ("code-none", b"HTTP/1.1 \r\nContent-Length: 0\r\n\r\n"),
    ("code-below-100", b"HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n"),
    ("code-000", b"HTTP/1.1 000 OK\r\nContent-Length: 0\r\n\r\n"),
];

const TOLERABLE: &[(&str, &[u8])] = &[
    ("empty-lines-first", b"\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ("lower-case", b"http/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ("spaces", b"HTTP/1.1  200  OK\r\nContent-Length: 0\r\n\r\n"),
    ("http-1.2", b"HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ("http-2.0", b"HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ("icy", b"ICY 200 OK\r\nContent-Length: 0\r\n\r\n"),
    (
        "101",
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n\0\0\0",
    ),
];
