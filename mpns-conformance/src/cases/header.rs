//! Headers of the response: values, repetition, size, and bytes that are not text.

use mpns_proto::Outcome::{self, *};

use crate::case::Case;
use crate::expect::Expect;
use crate::script::Answer;

pub(super) fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = VALUES.iter().map(value).collect();
    cases.extend(all_headers());
    cases
}

fn value((name, value, outcome): &(&'static str, &'static str, Outcome)) -> Case {
    Case::new(format!("header/value-{name}"), format!("{value:?} is returned and means {outcome}"))
        .answered(&Answer::new(200).header("X-NotificationStatus", *value), *outcome)
        .requests(1)
}

/// Answers whose headers have to be returned, all of them, or that may be refused: never some of the headers.
fn all_headers() -> Vec<Case> {
    let many = |count: usize| {
        (0..count).fold(Answer::received("many"), |answer, number| {
            answer.header(format!("X-Server-{number}"), format!("RD000D3A107A{number}"))
        })
    };
    let long = |bytes: usize| Answer::received("long").header("X-Server", "a".repeat(bytes));
    let every_byte: Vec<u8> = (0x80..=0xff).collect();
    let must = |name: &'static str, description: &'static str, answer: Answer, outcome| {
        Case::new(name, description).answered(&answer, outcome).requests(1)
    };
    let may = |name: &'static str, description: &'static str, answer: Answer| {
        Case::new(name, description)
            .answer(&answer)
            .send(Expect::reply_or_error(&answer, Received))
            .requests(1)
            .next()
            .requests(2)
    };
    vec![
        must("header/real", "an answer of the service, from 2015, is returned", real(), Received),
        must(
            "header/name-upper-case",
            "names in upper case are the same names",
            Answer::new(200).header("X-NOTIFICATIONSTATUS", "QueueFull"),
            QueueFull,
        ),
        must(
            "header/name-lower-case",
            "names in lower case are the same names",
            Answer::new(200).header("x-notificationstatus", "QueueFull"),
            QueueFull,
        ),
        must(
            "header/repeated-status",
            "a repeated status is returned with all its values",
            Answer::new(200)
                .header("X-NotificationStatus", "Received")
                .header("X-NotificationStatus", "QueueFull")
                .header("X-NotificationStatus", "Received"),
            QueueFull,
        ),
        must(
            "header/repeated-subscription",
            "an Expired among other values is returned",
            Answer::new(200)
                .header("X-SubscriptionStatus", "Expired")
                .header("X-SubscriptionStatus", "Active")
                .header("ActivityId", "1")
                .header("ActivityId", "2"),
            ChannelExpired,
        ),
        must(
            "header/retry-after-date",
            "Retry-After as a date, which has a comma, is returned",
            Answer::new(503).header("Retry-After", "Wed, 06 May 2015 10:00:00 GMT"),
            Unavailable,
        ),
        must(
            "header/retry-after-none",
            "a Retry-After of 0 is returned, and does not make the transport send again",
            Answer::new(503).header("Retry-After", "0"),
            Unavailable,
        ),
        must(
            "header/challenge-401",
            "a challenge is returned and not answered",
            Answer::new(401).header("WWW-Authenticate", "Basic realm=\"push\""),
            Unauthorized,
        ),
        must(
            "header/challenge-407",
            "a challenge like that of a proxy is returned and not answered",
            Answer::new(407).header("Proxy-Authenticate", "Basic realm=\"push\""),
            Unrecognized,
        ),
        must(
            "header/cookie",
            "a cookie is returned, and not sent with the next request",
            Answer::received("cookie").header("Set-Cookie", "a=b; Path=/"),
            Received,
        )
        .next()
        .requests(2)
        .exact(),
        must(
            "header/not-utf-8",
            "a status of bytes above ASCII that are not UTF-8 is returned",
            Answer::new(200).header_bytes("X-NotificationStatus", every_byte.clone()),
            Unrecognized,
        ),
        must(
            "header/not-utf-8-elsewhere",
            "bytes that are not UTF-8 do not lose the other headers",
            Answer::received("bytes").header_bytes("X-Server", every_byte),
            Received,
        ),
        must(
            "header/utf-8",
            "text above ASCII is returned",
            Answer::received("text").header("X-Server", "für Österreich \u{26bd}"),
            Received,
        ),
        must("header/8-kib", "a value of 8 KiB is returned", long(8 << 10), Received),
        must(
            "header/8-kib-status",
            "a status of 8 KiB is returned",
            Answer::new(200).header("X-NotificationStatus", "a".repeat(8 << 10)),
            Unrecognized,
        ),
        must("header/64-headers", "64 more headers are returned", many(64), Received),
        // Three statuses, the activity ID and the length are the other five.
        must("header/128-headers", "128 headers in all are returned", many(123), Received),
        may("header/129-headers", "129 headers in all are returned or refused", many(124)),
        may("header/60-kib", "a value of 60 KiB is returned or refused", long(60 << 10)),
        may("header/1-mib", "a value of 1 MiB is returned or refused", long(1 << 20)),
        may("header/2000-headers", "2,000 more headers are returned or refused", many(2000)),
    ]
}

/// As it was recorded on 2015-05-06.
fn real() -> Answer {
    Answer::new(200)
        .header("Cache-Control", "private")
        .header("Server", "Microsoft-IIS/8.0")
        .header("X-Server", "RD000D3A107A1E")
        .header("X-DeviceConnectionStatus", "Connected")
        .header("X-NotificationStatus", "Received")
        .header("X-SubscriptionStatus", "Active")
        .header("X-MessageID", "00000000-0000-0000-0000-000000000000")
        .header("X-AspNet-Version", "4.0.30319")
        .header("Date", "Wed, 06 May 2015 10:00:00 GMT")
}

/// Values of `X-NotificationStatus` that a client may want to tidy, with what they mean as they are.
const VALUES: &[(&str, &str, Outcome)] = &[
    ("upper-case", "RECEIVED", Received),
    ("whitespace-around", " \t Received \t ", Received),
    ("empty", "", Received),
    ("comma", "Received, Received", Unrecognized),
    ("quotes", "\"Received\"", Unrecognized),
];
