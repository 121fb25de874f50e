//! Bodies where none is expected: status and headers count, and the next send works.

use std::time::Duration;

use mpns_proto::Outcome::{ChannelExpired, Received};

use crate::case::Case;
use crate::expect::Expect;
use crate::script::{Answer, DRIP, FAST, Step};

pub(super) fn cases() -> Vec<Case> {
    let html = "<html>The notification was taken.</html>";
    let large = vec![b'x'; 1 << 20];
    let chunked = |body: &'static str| encoded("chunked").bare_body(body.as_bytes());
    let mut surplus = html.as_bytes().to_vec();
    surplus.extend(FORGED);
    let declared = |length: &'static str| {
        Answer::received("body").header("Content-Length", length).bare_body(html.as_bytes())
    };
    vec![
        body("small", "a small body", answer().body(html.as_bytes())),
        body("404", "a page with 404", Answer::new(404).body(html.as_bytes())),
        body("large", "a body of 1 MiB", answer().body(large.clone())),
        body("chunked", "a body in chunks", chunked("5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n")),
        body(
            "chunked-trailers",
            "a body in chunks, with trailers, which are not headers",
            chunked("5\r\nhello\r\n0\r\nX-SubscriptionStatus: Expired\r\nX-B: c\r\n\r\n"),
        ),
        body(
            "gzip-label",
            "a body that is declared as gzip and is not",
            answer().header("Content-Encoding", "gzip").body(html.as_bytes()),
        ),
        body("surplus", "a second response after the declared length of a body", {
            answer().header("Content-Length", "40").bare_body(surplus)
        }),
        body("surplus-of-none", "a second response after one without a body", {
            answer().header("Content-Length", "0").bare_body(FORGED)
        }),
        body("surplus-of-204", "a second response after a 204", {
            Answer::new(204).bare_body(FORGED)
        }),
        body("surplus-of-chunked", "a second response after the last chunk", {
            chunked("0\r\n\r\nHTTP/1.1 404 Forged\r\nContent-Length: 0\r\n\r\n")
        }),
        closed("chunked-broken", "a chunk whose size is not a number", chunked("zz\r\nhello\r\n")),
        closed("chunked-cut", "a chunk that is cut off", chunked("ff\r\nhello")),
        closed("chunked-huge", "a chunk larger than memory", chunked("fffffffffffffff\r\nhello")),
        closed("shorter", "fewer bytes than declared, and then the end", declared("1000")),
        closed("none-at-all", "none of the declared bytes", {
            answer().header("Content-Length", "1000").bare_body("".as_bytes())
        }),
        closed(
            "huge-length",
            "fewer bytes than the declared ten terabytes",
            declared("10000000000000"),
        ),
        closed("until-close", "a body that ends with the connection", answer().bare_body(large)),
        held("shorter-and-open", "fewer bytes than declared, and no end", declared("1000")),
        held("until-close-and-open", "a body without length, and no end", {
            answer().bare_body(html.as_bytes())
        }),
        held("chunked-and-open", "chunks without a last one", chunked("5\r\nhello\r\n")),
        endless("endless", "chunks without end", &[b'x'; 0x4000], FAST),
        endless("endless-drip", "chunks in drips without end", b"x", DRIP),
    ]
}

fn answer() -> Answer {
    Answer::received("body")
}

fn encoded(encoding: &'static str) -> Answer {
    answer().header("Transfer-Encoding", encoding)
}

/// The connection can be used for the next send.
fn body(name: &str, description: &str, answer: Answer) -> Case {
    case(name, description, answer, vec![])
}

/// The service closes the connection after the body.
fn closed(name: &str, description: &str, answer: Answer) -> Case {
    case(name, description, answer, vec![Step::Close])
}

/// The service neither goes on nor closes the connection.
fn held(name: &str, description: &str, answer: Answer) -> Case {
    case(name, description, answer, vec![Step::Hold]).slow()
}

fn endless(name: &str, description: &str, bytes: &[u8], pause: Duration) -> Case {
    let mut chunk = format!("{:x}\r\n", bytes.len()).into_bytes();
    chunk.extend(bytes);
    chunk.extend(b"\r\n");
    let answer = encoded("chunked").bare_body(chunk.clone());
    case(name, description, answer, vec![Step::WriteForever(chunk.into(), pause)]).slow()
}

fn case(name: &str, description: &str, answer: Answer, rest: Vec<Step>) -> Case {
    let description = format!("{description}: status and headers are returned");
    let outcome = if answer.status() == 404 { ChannelExpired } else { Received };
    let mut steps = vec![Step::ReadRequest, Step::write(answer.to_bytes())];
    steps.extend(rest);
    Case::new(format!("body/{name}"), description)
        .exchange(steps)
        .send(Expect::reply(&answer, outcome))
        .next()
        .requests(2)
}

/// Taken for a response, this would make a sender delete the channel.
const FORGED: &[u8] = b"HTTP/1.1 404 Forged\r\nContent-Length: 0\r\n\r\n";
