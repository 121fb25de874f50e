mod tls;

use std::error::Error as StdError;
use std::time::Duration;

use super::*;
use crate::exchange::client_builder::ClientBuilder;
use crate::exchange::dial_error::DialError;
use crate::exchange::error::Error;

const CONNECT_LIMIT: Duration = Duration::from_secs(5);
const LIMIT: Duration = Duration::from_secs(15);

type Named<T> = (&'static str, T);

/// What an attempt was on, and how far the request came.
const CONNECTIONS: [Named<fn() -> Attempt>; 3] = [
    ("none", Attempt::new),
    ("new", Attempt::on_new_connection),
    ("kept", Attempt::on_kept_connection),
];
const PROGRESS: [Named<fn(&mut Attempt)>; 3] = [
    ("unsent", |_| {}),
    ("written", Attempt::written),
    ("flushed", |attempt| {
        attempt.written();
        attempt.flushed();
    }),
];
const FAILURES: [Named<fn() -> Failure>; 6] = [
    ("dial", || Failure::Dial(DialError::Tcp("refused".into()))),
    ("request", || Failure::Request(Some("refused".into()))),
    ("time limit", || Failure::TimeLimit),
    ("head", || Failure::Head(Some("garbage".into()))),
    ("broken", || Failure::Broken(Some("reset".into()))),
    ("stale", || Failure::Stale),
];

fn judge(attempt: &Attempt, failure: Failure) -> Option<Error> {
    let settings = ClientBuilder::<Settings>::default();
    let settings = settings.timeout(LIMIT).connect_timeout(CONNECT_LIMIT).build();
    match attempt.judge(failure, &settings, &"http://service.example/SECRET".parse().unwrap()) {
        Verdict::SendAgain => None,
        Verdict::NoReply(error) => Some(error),
    }
}

/// The kind, for short, and whether the notification may have been delivered.
fn verdict(error: Option<&Error>) -> (&'static str, bool) {
    let Some(error) = error else { return ("send again", false) };
    let name = match error.kind() {
        ErrorKind::ConnectTimeout { limit: CONNECT_LIMIT, proxy: false } => "connect timeout",
        ErrorKind::Connect => "connect",
        ErrorKind::Request => "request",
        ErrorKind::NotSent => "not sent",
        ErrorKind::RefusedClient => "refused client",
        ErrorKind::Timeout { limit: LIMIT } => "timeout",
        ErrorKind::Head { max_bytes: MAX_HEAD, max_headers: MAX_HEADERS } => "head",
        ErrorKind::NoReply => "no reply",
        ErrorKind::StaleResponse => "stale",
        other => panic!("{other:?}"),
    };
    (name, error.may_have_been_delivered())
}

#[test]
fn each_failure_has_one_verdict() {
    #[rustfmt::skip]
    let cases = [
        // connection, of the request; for each failure: the verdict
        ("none", "unsent", [("connect", false), ("request", false), ("connect timeout", false), ("connect", false), ("connect", false), ("connect", false)]),
        ("new", "unsent", [("no reply", true), ("request", false), ("timeout", true), ("not sent", false), ("not sent", false), ("not sent", false)]),
        ("kept", "unsent", [("no reply", true), ("request", false), ("timeout", true), ("send again", false), ("send again", false), ("send again", false)]),
        // A transport cannot write without a connection. If it says so, nothing is certain.
        ("none", "written", [("no reply", true), ("no reply", true), ("timeout", true), ("head", true), ("no reply", true), ("stale", true)]),
        ("new", "written", [("no reply", true), ("no reply", true), ("timeout", true), ("head", true), ("no reply", true), ("stale", true)]),
        ("kept", "written", [("no reply", true), ("no reply", true), ("timeout", true), ("head", true), ("no reply", true), ("stale", true)]),
        ("none", "flushed", [("no reply", true), ("no reply", true), ("timeout", true), ("head", true), ("no reply", true), ("stale", true)]),
        ("new", "flushed", [("no reply", true), ("no reply", true), ("timeout", true), ("head", true), ("no reply", true), ("stale", true)]),
        ("kept", "flushed", [("no reply", true), ("no reply", true), ("timeout", true), ("head", true), ("no reply", true), ("stale", true)]),
    ];
    assert_eq!(cases.len(), CONNECTIONS.len() * PROGRESS.len());
    for (connection, progress, verdicts) in cases {
        let make = CONNECTIONS.iter().find(|(name, _)| *name == connection).unwrap().1;
        let go = PROGRESS.iter().find(|(name, _)| *name == progress).unwrap().1;
        for ((failure, fail), expected) in FAILURES.iter().zip(verdicts) {
            let mut attempt = make();
            go(&mut attempt);
            let error = judge(&attempt, fail());
            let case = format!("{connection}, {progress}, {failure}");
            assert_eq!(verdict(error.as_ref()), expected, "{case}");
            let has_cause = !["time limit", "stale"].contains(failure);
            let source = error.as_ref().and_then(StdError::source);
            assert_eq!(source.is_some(), error.is_some() && has_cause, "{case}");
            assert!(!format!("{error:?}").contains("SECRET"), "{case}");
        }
    }
}

#[test]
fn a_connection_that_was_not_made_in_time_names_the_sooner_limit() {
    let target = "http://service.example/".parse().unwrap();
    for (connect, whole, reached) in [(5, 15, 5), (15, 5, 5)] {
        let settings = ClientBuilder::<Settings>::default()
            .timeout(Duration::from_secs(whole))
            .connect_timeout(Duration::from_secs(connect))
            .build();
        let limit = Duration::from_secs(reached);
        for failure in [Failure::TimeLimit, Failure::Dial(DialError::Timeout { proxy: None })] {
            let Verdict::NoReply(error) = Attempt::new().judge(failure, &settings, &target) else {
                panic!("sent again");
            };
            assert_eq!(error.kind(), &ErrorKind::ConnectTimeout { limit, proxy: false });
        }
    }
}

#[test]
fn a_request_leaves_step_by_step() {
    let mut attempt = Attempt::on_kept_connection();
    assert!(attempt.must_check_connection() && attempt.is_unsent() && !attempt.is_flushed());
    // Nothing was written that could be flushed.
    attempt.flushed();
    assert!(attempt.must_check_connection() && attempt.is_unsent() && !attempt.is_flushed());
    attempt.written();
    assert!(!attempt.must_check_connection() && !attempt.is_unsent() && !attempt.is_flushed());
    attempt.flushed();
    assert!(!attempt.must_check_connection() && !attempt.is_unsent() && attempt.is_flushed());
    attempt.written();
    assert!(!attempt.is_flushed());
    assert!(!Attempt::on_new_connection().must_check_connection());
}

#[test]
fn a_head_that_is_too_long_is_not_a_broken_connection() {
    for (connection, make) in CONNECTIONS {
        for (progress, go) in PROGRESS {
            let mut attempt = make();
            go(&mut attempt);
            let head = [b"HTTP/1.1 200 OK\r\nX: ".to_vec(), vec![b'x'; MAX_HEAD]].concat();
            assert!(attempt.received(&head).is_err());
            let error = judge(&attempt, Failure::Broken(Some("too long".into())));
            let expected = match (connection, progress) {
                ("none", "unsent") => ("connect", false),
                ("new", "unsent") => ("not sent", false),
                ("kept", "unsent") => ("send again", false),
                _ => ("head", true),
            };
            assert_eq!(verdict(error.as_ref()), expected, "{connection}, {progress}");
        }
    }
}

#[test]
fn a_head_counts_for_its_own_exchange_alone() {
    let mut attempt = Attempt::on_new_connection();
    let shown = attempt.received(b"HTTP/1.0 200 OK\r\n\r\n").unwrap();
    assert_eq!(*shown, *b"HTTP/1.1 200 OK\r\n\r\n");
    assert!(!attempt.may_keep_connection());
    assert_eq!(attempt.response_version(), Version::HTTP_10);
    attempt.reuse_connection();
    assert!(attempt.may_keep_connection());
    assert_eq!(attempt.response_version(), Version::HTTP_11);
}
