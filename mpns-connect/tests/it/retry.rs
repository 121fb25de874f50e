//! Whether and when to send again.

use std::io;
use std::time::Duration;

use http::{StatusCode, Uri};
use mpns_connect::transport::{ProxyError, server_name};
use mpns_connect::{Error, ErrorKind, Retry};
use mpns_proto::Backoff;
use rustls::AlertDescription as Alert;

const LIMIT: Duration = Duration::from_secs(5);
const HEAD: ErrorKind = ErrorKind::Head { max_bytes: 100, max_headers: 10 };

fn error(kind: ErrorKind) -> Error {
    let target: Uri = "https://service.example:8443/SECRET?SECRET".parse().unwrap();
    Error::new(kind, &target)
}

fn alert(alert: Alert) -> io::Error {
    io::Error::other(rustls::Error::AlertReceived(alert))
}

#[test]
fn what_cannot_pass_is_never_sent_again() {
    const NEVER: Retry = Retry::Never;
    const SAFE: Retry = Retry::Backoff(Backoff::new());
    const TWICE: Retry = Retry::MayShowTwice(Backoff::new());
    let limit = LIMIT;
    for (kind, expected) in [
        (ErrorKind::Uri, NEVER),
        (ErrorKind::Request, NEVER),
        (ErrorKind::IdentityRequired, NEVER),
        (ErrorKind::NotAllowed, NEVER),
        (ErrorKind::ProxyRefused, NEVER),
        (ErrorKind::RefusedClient, NEVER),
        (ErrorKind::ConnectTimeout { limit, proxy: false }, SAFE),
        (ErrorKind::ConnectTimeout { limit, proxy: true }, SAFE),
        (ErrorKind::Connect, SAFE),
        (ErrorKind::ProxyConnect, SAFE),
        (ErrorKind::NotSent, SAFE),
        (ErrorKind::ProxyFailed, TWICE),
        (ErrorKind::Timeout { limit }, TWICE),
        (ErrorKind::NoReply, TWICE),
        (ErrorKind::StaleResponse, TWICE),
        (HEAD, TWICE),
    ] {
        let error = error(kind);
        assert_eq!(error.retry(), expected, "{error:?}");
        assert_eq!(error.is_permanent(), expected == NEVER, "{error:?}");
    }
    let refused = |status| ProxyError::Refused(StatusCode::from_u16(status).unwrap());
    let name = || server_name(&"https://-/".parse().unwrap()).unwrap_err();
    #[rustfmt::skip]
    let cases: [(ErrorKind, Box<dyn std::error::Error + Send + Sync>, Retry); 11] = [
        (ErrorKind::ProxyConnect, refused(302).into(), NEVER),
        (ErrorKind::ProxyConnect, refused(403).into(), NEVER),
        (ErrorKind::ProxyConnect, refused(407).into(), NEVER),
        (ErrorKind::ProxyConnect, refused(503).into(), SAFE),
        (ErrorKind::ProxyConnect, ProxyError::Closed.into(), SAFE),
        (ErrorKind::Connect, name().into(), NEVER),
        (ErrorKind::Connect, alert(Alert::UnknownCA).into(), NEVER),
        (ErrorKind::Connect, alert(Alert::InternalError).into(), SAFE),
        (ErrorKind::Connect, io::Error::from(io::ErrorKind::ConnectionRefused).into(), SAFE),
        (ErrorKind::NoReply, alert(Alert::CertificateExpired).into(), NEVER),
        (ErrorKind::NoReply, io::Error::from(io::ErrorKind::ConnectionReset).into(), TWICE),
    ];
    for (kind, source, expected) in cases {
        let error = error(kind).with_source(source);
        assert_eq!(error.retry(), expected, "{error:?}");
    }
}
