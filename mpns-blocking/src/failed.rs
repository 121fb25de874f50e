use std::io;
use std::time::Duration;

use http::Uri;
use mpns_connect::Error;
use mpns_connect::transport::{DialError, ErrorKind, MAX_HEAD, MAX_HEADERS};

use crate::client::Settings;

/// Our error for ureq's error. `sent` says whether anything of the request may have left: over an agent of
/// the caller's it always may, as a middleware can make any error after it has sent the request.
pub(crate) fn failed(
    target: &Uri,
    settings: &Settings,
    sent: bool,
    elapsed: Duration,
    error: ureq::Error,
) -> Error {
    let kind = kind(settings, sent, elapsed, &error);
    let is_given_up = kind == ErrorKind::NoReply;
    let made = settings.outbound.error(kind, target);
    match error {
        ureq::Error::Timeout(_) if is_given_up => {
            made.with_source(io::Error::from(io::ErrorKind::TimedOut))
        }
        ureq::Error::Other(source) => made.with_source(source),
        ureq::Error::Io(source) => made.with_source(source),
        // The text of our error has the limits, and the last two repeat the URI.
        ureq::Error::Timeout(_)
        | ureq::Error::LargeResponseHeader(..)
        | ureq::Error::BadUri(_)
        | ureq::Error::RequireHttpsOnly(_) => made,
        other => made.with_source(other),
    }
}

fn kind(settings: &Settings, sent: bool, elapsed: Duration, error: &ureq::Error) -> ErrorKind {
    use ureq::{Error as E, Timeout};
    // The shorter limit ends connecting.
    let limit = settings.connect_timeout.min(settings.timeout);
    match error {
        E::Timeout(Timeout::Connect | Timeout::Resolve) if sent => ErrorKind::Timeout { limit },
        E::Timeout(Timeout::Connect | Timeout::Resolve) => {
            ErrorKind::ConnectTimeout { limit, proxy: false }
        }
        E::Timeout(_) if !sent => {
            ErrorKind::ConnectTimeout { limit: settings.timeout, proxy: false }
        }
        // The kernel gave up on the connection, long before the limit.
        E::Timeout(_) if elapsed.saturating_add(TOLERANCE) < settings.timeout => ErrorKind::NoReply,
        E::Timeout(_) => ErrorKind::Timeout { limit: settings.timeout },
        E::LargeResponseHeader(..) => HEAD,
        E::Protocol(_) if sent => HEAD,
        _ if sent => ErrorKind::NoReply,
        E::Other(source) => {
            source.downcast_ref::<DialError>().map_or(ErrorKind::Request, |error| error.kind(limit))
        }
        E::HostNotFound | E::ConnectionFailed | E::ConnectProxyFailed(_) | E::TlsRequired => {
            ErrorKind::Connect
        }
        E::Io(_) => ErrorKind::NotSent,
        _ => ErrorKind::Request,
    }
}

const HEAD: ErrorKind = ErrorKind::Head { max_bytes: MAX_HEAD, max_headers: MAX_HEADERS };
/// How much too early the time limit of a socket may end.
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

    fn told(error: E, sent: bool, elapsed: Duration) -> (ErrorKind, bool) {
        let target = "http://service.example/SECRET".parse().unwrap();
        let error = failed(&target, &settings(), sent, elapsed, error);
        assert!(!format!("{error} {error:?}").contains("SECRET"), "{error:?}");
        (error.kind().clone(), error.may_have_been_delivered())
    }

    fn io(kind: io::ErrorKind) -> E {
        E::Io(kind.into())
    }

    /// The kernel keeps what ICMP says of a connection for the next call, so such an error does not mean that
    /// there was none.
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
            let sent = told(io(kind), true, Duration::ZERO);
            assert_eq!(sent, (ErrorKind::NoReply, true), "{kind}");
            let unsent = told(io(kind), false, Duration::ZERO);
            assert_eq!(unsent, (ErrorKind::NotSent, false), "{kind}");
        }
        for error in [
            E::HostNotFound,
            E::ConnectionFailed,
            E::TlsRequired,
            E::BadUri("http://service.example/SECRET".to_owned()),
            E::RequireHttpsOnly("http://service.example/SECRET".to_owned()),
            E::Other("other".into()),
            E::Other(Box::new(DialError::Timeout { proxy: None })),
        ] {
            let name = error.to_string();
            assert_eq!(told(error, true, Duration::ZERO), (ErrorKind::NoReply, true), "{name}");
        }
        for reason in [T::Connect, T::Resolve] {
            let expected = (ErrorKind::Timeout { limit: LIMIT }, true);
            assert_eq!(told(E::Timeout(reason), true, LIMIT), expected, "{reason:?}");
        }
    }

    /// ureq has the same error for a time limit and for a connection that the kernel gave up.
    #[test]
    fn a_limit_is_named_only_if_it_was_reached() {
        let reached = (ErrorKind::Timeout { limit: LIMIT }, true);
        let given_up = (ErrorKind::NoReply, true);
        for reason in [T::Global, T::SendRequest, T::SendBody, T::RecvResponse] {
            assert_eq!(told(E::Timeout(reason), true, LIMIT), reached, "{reason:?}");
            let early = LIMIT.checked_div(2).unwrap();
            assert_eq!(told(E::Timeout(reason), true, early), given_up, "{reason:?}");
        }
        let error = failed(
            &"http://service.example/".parse().unwrap(),
            &settings(),
            true,
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
                let error = failed(&target, &settings, false, limit, error);
                assert_eq!(error.kind(), &ErrorKind::ConnectTimeout { limit, proxy: false });
            }
        }
    }

    #[test]
    fn what_is_certain_is_told() {
        for error in [E::HostNotFound, E::ConnectionFailed, E::TlsRequired] {
            let name = error.to_string();
            assert_eq!(told(error, false, LIMIT), (ErrorKind::Connect, false), "{name}");
        }
    }
}
