//! Slow services, against the transport's time limit.

use mpns_proto::Outcome::{Received, TooLarge};
use mpns_proto::{Limits, Raw};

use crate::case::Case;
use crate::expect::Expect;
use crate::script::{Answer, DRIP, FAST, Step};
use crate::sending::Sending;

pub(super) fn cases() -> Vec<Case> {
    let late = Answer::received("late");
    let early = Answer::new(413).header("Connection", "close");
    vec![
        Case::new("slow/within-limit", "a response after a quarter of the time limit is returned")
            .exchange([Step::ReadRequest, Step::WaitQuarter, Step::write(late.to_bytes())])
            .send(Expect::reply(&late, Received))
            .requests(1),
        without_head("no-response", "the head never comes", vec![]),
        without_head(
            "half-head",
            "half of the head comes",
            vec![Step::text("HTTP/1.1 200 OK\r\nX-")],
        ),
        without_head(
            "head-in-drips",
            "the head comes byte by byte, without end",
            vec![
                Step::text("HTTP/1.1 200 OK\r\nX-Server: "),
                Step::WriteForever(b"a".into(), DRIP),
            ],
        ),
        without_head(
            "headers-in-drips",
            "headers come without end",
            vec![
                Step::text("HTTP/1.1 200 OK\r\n"),
                Step::WriteForever(b"X-Server: a\r\n".into(), DRIP),
            ],
        ),
        without_head(
            "status-line-in-drips",
            "the reason comes without end",
            vec![Step::text("HTTP/1.1 200 O"), Step::WriteForever(b"K".into(), DRIP)],
        ),
        without_head(
            "endless-head",
            "the head comes fast, without end",
            vec![
                Step::text("HTTP/1.1 200 OK\r\nX-Server: "),
                Step::WriteForever(vec![b'a'; BLOCK].into(), FAST),
            ],
        ),
        without_head(
            "endless-interim",
            "interim responses come fast, without end",
            vec![Step::WriteForever(b"HTTP/1.1 100 Continue\r\n\r\n".repeat(64).into(), FAST)],
        ),
        without_head(
            "interim-in-drips",
            "interim responses come slowly, without end",
            vec![Step::WriteForever(b"HTTP/1.1 100 Continue\r\n\r\n".into(), DRIP)],
        ),
        without_head(
            "empty-lines",
            "empty lines come without end",
            vec![Step::WriteForever(b"\r\n".into(), DRIP)],
        ),
        Case::new("slow/never-reads", "the service accepts and never reads: an error in time")
            .greeting([Step::Hold])
            .send_all([large(Expect::Error)])
            .slow(),
        Case::new(
            "slow/stops-reading",
            "the service stops reading after the head: an error in time",
        )
        .exchange([Step::ReadHead, Step::Hold])
        .send_all([large(Expect::Error)])
        .next()
        .requests(2)
        .slow(),
        Case::new(
            "slow/stops-reading-and-answers",
            "the service answers and stops reading: the response or an error in time",
        )
        .exchange([Step::ReadHead, Step::write(early.to_bytes()), Step::Hold])
        .send_all([large(Expect::reply_or_error(&early, TooLarge))])
        .next()
        .requests(2)
        .slow(),
        Case::new(
            "slow/late-response",
            "a response after the time limit is not taken for the next one",
        )
        .exchange([
            Step::ReadRequest,
            Step::AwaitTransport,
            Step::text("HTTP/1.1 404 Late\r\nContent-Length: 0\r\n\r\n"),
            Step::Signal,
        ])
        .send(Expect::Error)
        .await_service()
        .next()
        .requests(2)
        .slow(),
    ]
}

fn without_head(name: &str, description: &str, steps: Vec<Step>) -> Case {
    let description = format!("{description}: an error in time, and nothing is sent twice");
    let mut exchange = vec![Step::ReadRequest];
    exchange.extend(steps);
    exchange.push(Step::Hold);
    Case::new(format!("slow/{name}"), description)
        .exchange(exchange)
        .send(Expect::Error)
        .next()
        .requests(2)
        .slow()
}

/// More than the buffers between two sockets hold.
fn large(expect: Expect) -> Sending {
    let limits = Limits { raw_bytes: LARGE, ..Limits::default() };
    Sending::notification(Raw::from(vec![b'x'; LARGE]).build_with(&limits), expect)
}

const BLOCK: usize = 16 * 1024;
const LARGE: usize = 16 << 20;
