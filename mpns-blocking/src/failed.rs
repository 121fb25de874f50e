use std::io;

use http::Uri;
use mpns_connect::{ConnectError, Error, ErrorKind};

use crate::client::{MAX_HEAD, MAX_HEADERS, Settings};

/// What ureq's error says of an exchange.
///
/// Whether a byte of the request may have left is known from the connection, and `sent` is none where that is a caller's own.
pub(crate) fn failed(
    target: &Uri,
    settings: &Settings,
    sent: Option<bool>,
    error: ureq::Error,
) -> Error {
    let sent = sent.unwrap_or_else(|| !is_unsent(&error));
    let made = Error::new(kind(settings, sent, &error), target)
        .with_identity_lacking(!settings.outbound.has_identity());
    match error {
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

fn kind(settings: &Settings, sent: bool, error: &ureq::Error) -> ErrorKind {
    use ureq::{Error as E, Timeout};
    match error {
        E::Timeout(Timeout::Connect | Timeout::Resolve) => {
            ErrorKind::ConnectTimeout(settings.connect_timeout)
        }
        E::Timeout(_) => ErrorKind::Timeout { limit: settings.timeout, connected: sent },
        E::LargeResponseHeader(..) => HEAD,
        E::Protocol(_) if sent => HEAD,
        E::BadUri(_) | E::RequireHttpsOnly(_) => ErrorKind::Request,
        E::Other(source) => match source.downcast_ref::<ConnectError>() {
            // Whichever limit is the shorter one ended it.
            Some(ConnectError::Timeout) if settings.timeout < settings.connect_timeout => {
                ErrorKind::Timeout { limit: settings.timeout, connected: false }
            }
            Some(error) => error.kind(settings.connect_timeout),
            None if sent => ErrorKind::NoReply,
            None => ErrorKind::Request,
        },
        error if is_unsent(error) => ErrorKind::Connect,
        _ if sent => ErrorKind::NoReply,
        E::Io(_) => ErrorKind::NotSent,
        _ => ErrorKind::Request,
    }
}

/// Whether the error by itself says that there was no connection, whoever made the connections.
fn is_unsent(error: &ureq::Error) -> bool {
    use io::ErrorKind as E;
    match error {
        ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::ConnectProxyFailed(_)
        | ureq::Error::TlsRequired
        | ureq::Error::BadUri(_)
        | ureq::Error::RequireHttpsOnly(_)
        | ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => true,
        ureq::Error::Io(error) => matches!(
            error.kind(),
            E::ConnectionRefused | E::HostUnreachable | E::NetworkUnreachable | E::AddrNotAvailable
        ),
        ureq::Error::Other(source) => source.is::<ConnectError>(),
        _ => false,
    }
}

const HEAD: ErrorKind = ErrorKind::Head { max_bytes: MAX_HEAD, max_headers: MAX_HEADERS };
