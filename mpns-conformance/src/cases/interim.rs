//! Interim responses, which HTTP/1.1 allows before any response.

use mpns_proto::Outcome::Received;

use crate::case::Case;
use crate::expect::Expect;
use crate::script::{Answer, Step};

pub(super) fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = INTERIM.iter().map(|(name, bytes)| interim(name, bytes)).collect();
    cases.push(
        Case::new("interim/in-parts", "an interim response comes well before the final one")
            .exchange([
                Step::ReadRequest,
                Step::text("HTTP/1.1 100 Con"),
                Step::WaitQuarter,
                Step::text("tinue\r\n\r\n"),
                Step::WaitQuarter,
                Step::write(answer().to_bytes()),
            ])
            .send(Expect::reply(&answer(), Received))
            .requests(1),
    );
    cases.push(
        Case::new(
            "interim/before-body",
            "an interim response comes before the service has read the body",
        )
        .exchange([
            Step::ReadHead,
            Step::text("HTTP/1.1 100 Continue\r\n\r\n"),
            Step::write(answer().to_bytes()),
            Step::Hold,
        ])
        .send(Expect::reply(&answer(), Received))
        .requests(1),
    );
    cases
}

fn answer() -> Answer {
    Answer::received("final")
}

fn interim(name: &str, bytes: &'static str) -> Case {
    let mut all = bytes.as_bytes().to_vec();
    all.extend(answer().to_bytes());
    Case::new(format!("interim/{name}"), "interim responses before the final one are skipped")
        .exchange([Step::ReadRequest, Step::write(all)])
        .send(Expect::reply(&answer(), Received))
        .next()
        .requests(2)
}

const INTERIM: &[(&str, &str)] = &[
    ("100", "HTTP/1.1 100 Continue\r\n\r\n"),
    ("100-no-reason", "HTTP/1.1 100\r\n\r\n"),
    ("100-with-headers", "HTTP/1.1 100 Continue\r\nDate: today\r\n\r\n"),
    ("102", "HTTP/1.1 102 Processing\r\n\r\n"),
    ("103", "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n"),
    ("199", "HTTP/1.1 199 Unknown\r\n\r\n"),
    ("100-three-times", "HTTP/1.1 100 A\r\n\r\nHTTP/1.1 100 B\r\n\r\nHTTP/1.1 100 C\r\n\r\n"),
    ("several", "HTTP/1.1 100 A\r\n\r\nHTTP/1.1 102 B\r\n\r\nHTTP/1.1 103 C\r\nLink: </a>\r\n\r\n"),
    (
        "with-statuses",
        "HTTP/1.1 103 A\r\nX-NotificationStatus: QueueFull\r\nX-SubscriptionStatus: Expired\r\n\r\n",
    ),
];
