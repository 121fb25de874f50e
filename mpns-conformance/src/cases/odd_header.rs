//! Heads that HTTP does not allow.

use crate::case::Case;
use crate::expect::Expect;
use crate::script::Step;

pub(super) fn cases() -> Vec<Case> {
    ODD.iter().map(|(name, head)| odd(name, head)).collect()
}

/// A head that HTTP does not allow, which must do no harm.
fn odd(name: &str, head: &'static str) -> Case {
    Case::new(
        format!("header/odd-{name}"),
        "a head that HTTP does not allow, or no longer allows, is taken or refused without harm",
    )
    .exchange([Step::ReadRequest, Step::text(head)])
    .send(Expect::Either)
    .requests(1)
    .next()
    .requests(2)
}

const ODD: &[(&str, &str)] = &[
    ("folded", "HTTP/1.1 200 OK\r\nX-Server: a\r\n b\r\n\tc\r\nContent-Length: 0\r\n\r\n"),
    ("bare-line-feeds", "HTTP/1.1 200 OK\nX-Server: a\nContent-Length: 0\n\n"),
    ("bare-carriage-return", "HTTP/1.1 200 OK\r\nX-Server: a\rb\r\nContent-Length: 0\r\n\r\n"),
    ("nul", "HTTP/1.1 200 OK\r\nX-Server: a\0b\r\nContent-Length: 0\r\n\r\n"),
    ("no-colon", "HTTP/1.1 200 OK\r\nX-Server\r\nContent-Length: 0\r\n\r\n"),
    ("space-before-colon", "HTTP/1.1 200 OK\r\nX-Server : a\r\nContent-Length: 0\r\n\r\n"),
    ("no-name", "HTTP/1.1 200 OK\r\n: a\r\nContent-Length: 0\r\n\r\n"),
    ("name-above-ascii", "HTTP/1.1 200 OK\r\nX-Größe: a\r\nContent-Length: 0\r\n\r\n"),
    ("space-in-first-line", "HTTP/1.1 200 OK\r\n X-Server: a\r\nContent-Length: 0\r\n\r\n"),
    ("length-word", "HTTP/1.1 200 OK\r\nContent-Length: none\r\n\r\n"),
    ("length-empty", "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n"),
    ("length-negative", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"),
    ("length-2-to-the-64", "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616\r\n\r\n"),
    ("length-largest", "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\nab"),
    ("lengths-same", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab"),
    ("lengths-other", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc"),
    ("lengths-list", "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nab"),
    (
        "length-and-chunked",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
    ),
    ("unknown-coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: secret\r\n\r\nab"),
];
