use std::error::Error as _;
use std::io;

use mpns_connect::ErrorKind;
use mpns_connect::transport::MAX_HEADERS;
use ureq::{Error as E, Timeout};

use super::*;

const SECRET_URI: &str = "http://service.example/SECRET";

/// What ureq's error means after this attempt; `None` if the request is sent again.
fn judge(error: E, attempt: &Attempt) -> Option<Error> {
    let failure = failure(error, attempt);
    match attempt.judge(failure, &Settings::default(), &SECRET_URI.parse().unwrap()) {
        Verdict::SendAgain => None,
        Verdict::NoReply(error) => {
            assert!(!format!("{error} {error:?}").contains("SECRET"), "{error:?}");
            Some(error)
        }
    }
}

/// The kernel keeps what ICMP says of a connection for the next call, so such an error does not mean that there was
/// no connection.
fn io_errors() -> impl Iterator<Item = E> {
    use io::ErrorKind as K;
    let kinds = [
        K::HostUnreachable,
        K::NetworkUnreachable,
        K::AddrNotAvailable,
        K::ConnectionRefused,
        K::ConnectionReset,
        K::NotConnected,
        K::UnexpectedEof,
        // The kernel gave up on the connection: this is not the time limit.
        K::TimedOut,
    ];
    kinds.into_iter().map(|kind| E::Io(kind.into()))
}

fn other_errors() -> Vec<E> {
    vec![
        E::HostNotFound,
        E::ConnectionFailed,
        E::TlsRequired,
        E::TooManyRedirects,
        E::BadUri(SECRET_URI.to_owned()),
        E::RequireHttpsOnly(SECRET_URI.to_owned()),
        E::Other("other".into()),
        E::LargeResponseHeader(1, 1),
        E::Timeout(Timeout::Global),
        E::Timeout(Timeout::Connect),
    ]
}

#[test]
fn once_something_is_written_the_request_may_have_been_delivered() {
    let limit = Settings::default().timeout();
    for make in [Attempt::on_new_connection, Attempt::on_kept_connection] {
        let mut attempt = make();
        attempt.written();
        for error in io_errors().chain(other_errors()) {
            let name = format!("{error:?}");
            let expected = match &error {
                E::Timeout(_) => ErrorKind::Timeout { limit },
                E::LargeResponseHeader(..) => {
                    ErrorKind::Head { max_bytes: MAX_HEAD, max_headers: MAX_HEADERS }
                }
                _ => ErrorKind::NoReply,
            };
            let error = judge(error, &attempt).unwrap();
            assert_eq!(error.kind(), &expected, "{name}");
            assert!(error.may_have_been_delivered(), "{name}");
        }
    }
}

#[test]
fn before_anything_is_written_a_broken_connection_delivers_nothing() {
    for error in io_errors() {
        let error = judge(error, &Attempt::on_new_connection()).unwrap();
        assert_eq!(error.kind(), &ErrorKind::NotSent);
        assert!(error.source().is_some_and(|cause| cause.is::<io::Error>()), "{error:?}");
    }
    assert!(io_errors().all(|error| judge(error, &Attempt::on_kept_connection()).is_none()));
}

#[test]
fn without_a_connection_the_failed_step_is_reported() {
    let limit = Settings::default().connect_timeout();
    let timeout = ErrorKind::ConnectTimeout { limit, proxy: false };
    for (failure, expected) in [
        (Failure::Dial(DialError::Timeout { proxy: None }), timeout),
        (Failure::Dial(DialError::Tcp("refused".into())), ErrorKind::Connect),
        (failure(E::BadUri(SECRET_URI.to_owned()), &Attempt::new()), ErrorKind::Request),
    ] {
        let name = format!("{failure:?}");
        let target = SECRET_URI.parse().unwrap();
        let verdict = Attempt::new().judge(failure, &Settings::default(), &target);
        let Verdict::NoReply(error) = verdict else { panic!("{name} is sent again") };
        assert_eq!(error.kind(), &expected, "{name}");
        assert!(!error.may_have_been_delivered(), "{name}");
    }
}
