//! Connections that are kept for the next send, and those that must not be.

use mpns_proto::Outcome::{ChannelExpired, Received, Unavailable};

use crate::case::Case;
use crate::expect::Expect;
use crate::script::{Answer, Step};

pub(super) fn cases() -> Vec<Case> {
    let first = Answer::received("first");
    let reused = |name: &'static str, description: &'static str, second: Vec<Step>| {
        Case::new(name, description)
            .answered(&first, Received)
            .exchange(second)
            .send(Expect::Error)
            .next()
            .requests(3)
    };
    let idle = |name: &'static str, description: &'static str, steps: Vec<Step>| {
        let mut exchange = vec![
            Step::ReadRequest,
            Step::write(Answer::received("first").to_bytes()),
            Step::AwaitTransport,
        ];
        exchange.extend(steps);
        Case::new(name, description)
            .exchange(exchange)
            .send(Expect::reply(&Answer::received("first"), Received))
            .await_service()
            .next()
            .requests(2)
    };
    let mut cases = vec![
        Case::new("reuse/three", "three sends with different answers go over one connection")
            .answered(&first, Received)
            .answered(&Answer::new(404), ChannelExpired)
            .answered(&Answer::new(503), Unavailable)
            .requests(3)
            .connections(1)
            .exact(),
        idle(
            "reuse/closed-while-idle",
            "the service closed a kept connection: the next send succeeds, and the caller does not notice",
            vec![Step::Close],
        ),
        idle(
            "reuse/garbage-while-idle",
            "bytes came on a kept connection: they are not taken for the next response",
            vec![Step::text(FORGED), Step::Signal],
        ),
        idle(
            "reuse/408-while-idle",
            "a 408 came on a kept connection: it is not taken for the next response",
            vec![Step::text(TIMEOUT), Step::Close],
        ),
        reused(
            "reuse/closed-after-request",
            "a kept connection is closed after the second request: an error, nothing is sent twice",
            vec![Step::ReadRequest, Step::Close],
        ),
        reused(
            "reuse/closed-after-head",
            "a kept connection is closed after the head of the second request: an error, nothing is sent twice",
            vec![Step::ReadHead, Step::Close],
        ),
        reused(
            "reuse/reset-after-request",
            "a kept connection is reset at the second request: an error, nothing is sent twice",
            vec![Step::PeekRequest, Step::Close],
        ),
        reused(
            "reuse/closed-in-response",
            "a kept connection is closed in the second response: an error, nothing is sent twice",
            vec![Step::ReadRequest, Step::text("HTTP/1.1 200 OK\r\nX-Noti"), Step::Close],
        ),
        Case::new(
            "reuse/http-1.0-keep-alive",
            "a response of HTTP/1.0 with keep-alive is returned",
        )
        .answered(&http_10().header("Connection", "keep-alive"), Received)
        .next()
        .requests(2),
        Case::new(
            "reuse/after-http-1.0",
            "the request after a response of HTTP/1.0 with keep-alive is one of HTTP/1.1",
        )
        .answered(&http_10().header("Connection", "keep-alive"), Received)
        .next()
        .requests(2)
        .exact(),
    ];
    cases.extend(CLOSE.iter().map(|(name, connection)| {
        let answer = Answer::received("close").header("Connection", *connection);
        last(name, "the response announces the end of the connection", &answer)
    }));
    let chunked = http_10().header("Transfer-Encoding", "chunked").bare_body(&b"0\r\n\r\n"[..]);
    let coded = Answer::received("coding").header("Transfer-Encoding", "identity");
    cases.extend([
        last("http-1.0", "the response of HTTP/1.0 ends the connection", &http_10()),
        last("http-1.0-chunked", "the chunked response of HTTP/1.0 ends the connection", &chunked),
        last(
            "coding-and-length",
            "only the end of the connection ends a body with a coding other than chunks",
            &coded,
        ),
    ]);
    cases
}

fn http_10() -> Answer {
    Answer::received("HTTP/1.0").status_line("HTTP/1.0 200 OK")
}

/// The service leaves the connection open, so that a transport that uses it again is seen.
fn last(name: &str, description: &str, answer: &Answer) -> Case {
    let description =
        format!("{description}, which stays open: the next send goes over another one");
    let steps = [
        Step::ReadRequest,
        Step::write(answer.to_bytes()),
        Step::Forbid("a request came on a connection that was to be closed"),
    ];
    Case::new(format!("reuse/{name}"), description)
        .exchange(steps)
        .send(Expect::reply(answer, Received))
        .next()
        .requests(2)
        .connections(2)
}

const CLOSE: &[(&str, &str)] = &[
    ("connection-close", "close"),
    ("connection-close-upper-case", "Close"),
    ("connection-close-in-list", "x-other, close"),
];
/// Taken for a response, this would make a sender delete the channel.
const FORGED: &str = "HTTP/1.1 404 Forged\r\nContent-Length: 0\r\n\r\n";
/// What some services write before they close.
const TIMEOUT: &str =
    "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
