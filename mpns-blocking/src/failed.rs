use std::{io, time::Duration};

use http::Uri;
use mpns_connect::{
    Error,
    transport::{DialError, ErrorKind, MAX_HEAD, MAX_HEADERS},
};

use crate::client::Settings;

/// What ureq's error says of an exchange.
///
/// Whether a byte of the request may have left is known from the connection, and `sent` is none where that is a caller's own.
pub(crate) fn failed(
    target: &Uri,
    settings: &Settings,
    sent: Option<bool>,
    elapsed: Duration,
    error: ureq::Error,
) -> Error {
    let sent = sent.unwrap_or_else(|| !is_unsent(&error));
    let kind = kind(settings, sent, elapsed, &error);
    let is_given_up = kind == ErrorKind::NoReply;
    let made = settings.outbound.error(kind, target);
    match error {
        ureq::Error::Timeout(_) if is_given_up => {
            made.with_source(io::Error::from(io::ErrorKind::TimedOut))
        }
        ureq::Error::Other(source) => made.with_source(source),
        ureq::Error::Io(source) => made.with_source(source),
        // The limits are in the text, and the other two repeat the URI in theirs.
        ureq::Error::Timeout(_)
        | ureq::Error::LargeResponseHeader(..)
        | ureq::Error::BadUri(_)
        | ureq::Error::RequireHttpsOnly(_) => made,
        other => made.with_source(other),
    }
}

fn kind(settings: &Settings, sent: bool, elapsed: Duration, error: &ureq::Error) -> ErrorKind {
    use ureq::{Error as E, Timeout};
    // Whichever is the shorter one ends connecting.
    let limit = settings.connect_timeout.min(settings.timeout);
    match error {
        E::Timeout(Timeout::Connect | Timeout::Resolve) => {
            ErrorKind::ConnectTimeout { limit, proxy: false }
        }
        E::Timeout(_) if !sent => {
            ErrorKind::ConnectTimeout { limit: settings.timeout, proxy: false }
        }
        // The kernel gave the connection up, long before the limit.
        E::Timeout(_) if elapsed.saturating_add(TOLERANCE) < settings.timeout => ErrorKind::NoReply,
        E::Timeout(_) => ErrorKind::Timeout { limit: settings.timeout },
        E::LargeResponseHeader(..) => HEAD,
        E::Protocol(_) if sent => HEAD,
        E::BadUri(_) | E::RequireHttpsOnly(_) => ErrorKind::Request,
        E::Other(source) => match source.downcast_ref::<DialError>() {
            Some(error) => error.kind(limit),
            None if sent => ErrorKind::NoReply,
            None => ErrorKind::Request,
        },
        _ if sent => ErrorKind::NoReply,
        error if is_unsent(error) => ErrorKind::Connect,
        E::Io(_) => ErrorKind::NotSent,
        _ => ErrorKind::Request,
    }
}

/// Whether the error by itself says that there was no connection, whoever made the connections.
///
/// No I/O error does, not even a refusal: the kernel keeps what ICMP says of a connection, and tells it at the next call.
fn is_unsent(error: &ureq::Error) -> bool {
    match error {
        ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::ConnectProxyFailed(_)
        | ureq::Error::TlsRequired
        | ureq::Error::BadUri(_)
        | ureq::Error::RequireHttpsOnly(_)
        | ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => true,
        ureq::Error::Other(source) => source.is::<DialError>(),
        _ => false,
    }
}

const HEAD: ErrorKind = ErrorKind::Head { max_bytes: MAX_HEAD, max_headers: MAX_HEADERS };
/// How much earlier than it is to a socket's own time limit may end.
const TOLERANCE: Duration = Duration::from_millis(50);

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use mpns_connect::transport::Outbound;
    use ureq::{Error as E, Timeout as T};

    use super::*;

    const LIMIT: Duration = Duration::from_secs(90);

    fn settings() -> Settings {
        Settings { timeout: LIMIT, connect_timeout: LIMIT, outbound: Outbound::default() }
    }

    fn told(error: E, sent: Option<bool>, elapsed: Duration) -> (ErrorKind, bool) {
        let target = "http://service.example/SECRET".parse().unwrap();
        let error = failed(&target, &settings(), sent, elapsed, error);
        assert!(!format!("{error} {error:?}").contains("SECRET"), "{error:?}");
        (error.kind().clone(), error.may_have_been_delivered())
    }

    fn io(kind: io::ErrorKind) -> E {
        E::Io(kind.into())
    }

    /// The kernel keeps what ICMP says of a connection for the next call: it is no sign that there was none.
    #[test]
    fn what_was_sent_is_never_told_as_not_delivered() {
        use io::ErrorKind as K;
        for kind in [
            K::HostUnreachable,
            K::NetworkUnreachable,
            K::AddrNotAvailable,
            K::ConnectionRefused,
            K::ConnectionReset,
            K::TimedOut,
        ] {
            let sent = told(io(kind), Some(true), Duration::ZERO);
            assert_eq!(sent, (ErrorKind::NoReply, true), "{kind}");
            let unsent = told(io(kind), Some(false), Duration::ZERO);
            assert_eq!(unsent, (ErrorKind::NotSent, false), "{kind}");
            // A caller's own agent does not tell.
            let unknown = told(io(kind), None, Duration::ZERO);
            assert_eq!(unknown, (ErrorKind::NoReply, true), "{kind}");
        }
        for (error, sent) in [
            (E::HostNotFound, Some(true)),
            (E::ConnectionFailed, Some(true)),
            (E::TlsRequired, Some(true)),
            (E::Other("other".into()), Some(true)),
            (E::Other("other".into()), None),
        ] {
            let name = error.to_string();
            assert_eq!(told(error, sent, Duration::ZERO), (ErrorKind::NoReply, true), "{name}");
        }
    }

    /// ureq has one error for a limit that was set and for a connection that the kernel gave up.
    #[test]
    fn a_limit_is_named_where_it_was_reached() {
        let reached = (ErrorKind::Timeout { limit: LIMIT }, true);
        let given_up = (ErrorKind::NoReply, true);
        for reason in [T::Global, T::SendRequest, T::SendBody, T::RecvResponse] {
            for sent in [Some(true), None] {
                assert_eq!(told(E::Timeout(reason), sent, LIMIT), reached, "{reason:?}");
                let early = LIMIT.checked_div(2).unwrap();
                assert_eq!(told(E::Timeout(reason), sent, early), given_up, "{reason:?}");
            }
        }
        let error = failed(
            &"http://service.example/".parse().unwrap(),
            &settings(),
            Some(true),
            Duration::ZERO,
            E::Timeout(T::RecvResponse),
        );
        let source = std::error::Error::source(&error).unwrap().downcast_ref::<io::Error>();
        assert_eq!(source.unwrap().kind(), io::ErrorKind::TimedOut);
    }

    #[test]
    fn a_connection_that_was_not_made_in_time_names_the_sooner_limit() {
        let target = "http://service.example/".parse().unwrap();
        for (connect, whole, reached) in [(5, 15, 5), (15, 5, 5)] {
            let settings = Settings {
                timeout: Duration::from_secs(whole),
                connect_timeout: Duration::from_secs(connect),
                outbound: Outbound::default(),
            };
            let limit = Duration::from_secs(reached);
            let dial = || E::Other(Box::new(DialError::Timeout { proxy: None }));
            for error in [E::Timeout(T::Connect), E::Timeout(T::Resolve), dial()] {
                let error = failed(&target, &settings, Some(false), limit, error);
                assert_eq!(error.kind(), &ErrorKind::ConnectTimeout { limit, proxy: false });
            }
        }
    }

    #[test]
    fn what_is_certain_is_told() {
        for sent in [Some(false), None] {
            for error in [E::HostNotFound, E::ConnectionFailed, E::TlsRequired] {
                let name = error.to_string();
                assert_eq!(told(error, sent, LIMIT), (ErrorKind::Connect, false), "{name}");
            }
        }
    }
}
