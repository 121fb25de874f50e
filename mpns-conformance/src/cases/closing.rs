//! A service that closes the connection at each point of the exchange: one error, and nothing is sent again.

use mpns_proto::Outcome::Received;

use crate::case::Case;
use crate::expect::Expect;
use crate::script::{Answer, Step};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = vec![
        Case::new(
            "closing/at-once",
            "the service closes each connection before it reads: an error",
        )
        .greeting([Step::Close])
        .send(Expect::Error),
        closing("after-head", "the head of the request", &[Step::ReadHead]),
        closing("after-request", "the request", &[Step::ReadRequest]),
        closing("reset-after-request", "the request, by a reset", &[Step::PeekRequest]),
    ];
    cases.extend(CUT.iter().map(|(name, bytes)| {
        closing(name, "a part of the response", &[Step::ReadRequest, Step::text(bytes)])
    }));
    cases.extend(CUT.iter().map(|(name, bytes)| {
        let steps = [Step::PeekRequest, Step::text(bytes)];
        closing(&format!("{name}-reset"), "a part of the response, by a reset", &steps)
    }));
    cases.extend([
        Case::new(
            "closing/reset-after-response",
            "a reset after the response may or may not lose it: the request is not sent twice",
        )
        .exchange([Step::PeekRequest, Step::write(answer().to_bytes()), Step::Close])
        .send(Expect::reply_or_error(&answer(), Received))
        .await_service()
        .next()
        .requests(2),
        Case::new(
            "closing/after-response",
            "the service closes after its response without announcing it: the next send succeeds",
        )
        .exchange([Step::ReadRequest, Step::write(answer().to_bytes()), Step::Close])
        .send(Expect::reply(&answer(), Received))
        .await_service()
        .next()
        .requests(2)
        .connections(2),
        Case::new(
            "closing/response-before-request",
            "a response that comes before the request does no harm",
        )
        .greeting([Step::write(answer().to_bytes())])
        .exchange([Step::ReadRequest, Step::Close])
        .send(Expect::Either),
        Case::new(
            "closing/response-before-body",
            "a response that does not wait for the body is returned",
        )
        .exchange([
            Step::ReadHead,
            Step::write(answer().header("Connection", "close").to_bytes()),
            Step::Hold,
        ])
        .send(Expect::reply(&answer(), Received))
        .next()
        .requests(2),
    ]);
    cases
}

fn answer() -> Answer {
    Answer::received("closing")
}

fn closing(name: &str, after: &str, steps: &[Step]) -> Case {
    let description = format!(
        "the service closes after {after}: an error, nothing is sent twice, and the next send succeeds"
    );
    let mut steps = steps.to_vec();
    steps.push(Step::Close);
    Case::new(format!("closing/{name}"), description)
        .exchange(steps)
        .send(Expect::Error)
        .next()
        .requests(2)
}

const CUT: &[(&str, &str)] = &[
    ("in-version", "HTT"),
    ("in-status-line", "HTTP/1.1 20"),
    ("before-reason-ends", "HTTP/1.1 200 O"),
    ("after-status-line", "HTTP/1.1 200 OK\r\n"),
    ("in-header", "HTTP/1.1 200 OK\r\nX-NotificationStatus: Rec"),
    ("after-header", "HTTP/1.1 200 OK\r\nX-NotificationStatus: Received\r\n"),
    ("before-last-line-feed", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r"),
    ("after-interim", "HTTP/1.1 100 Continue\r\n\r\n"),
];
