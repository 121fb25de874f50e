//! What an error says, for each kind and with what else is known.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use http::Uri;
use mpns_connect::transport::Settings;
use mpns_connect::{Error, ErrorKind, TlsFailure};
use rustls::{AlertDescription as Alert, InvalidMessage};

const LIMIT: Duration = Duration::from_secs(5);
const HEAD: ErrorKind = ErrorKind::Head { max_bytes: 100, max_headers: 10 };

fn target() -> Uri {
    "https://service.example:8443/SECRET?SECRET".parse().unwrap()
}

fn error(kind: ErrorKind) -> Error {
    Error::new(kind, &target())
}

fn alert(alert: Alert) -> io::Error {
    io::Error::other(rustls::Error::AlertReceived(alert))
}

#[test]
fn each_kind_answers_the_questions_and_has_its_text() {
    // Connect, time-out, proxy, may have been delivered, identity missing.
    const NONE: [bool; 5] = [false; 5];
    const CONNECT: [bool; 5] = [true, false, false, false, false];
    const DELIVERED: [bool; 5] = [false, false, false, true, false];
    for (kind, questions, text) in [
        (
            ErrorKind::Uri,
            NONE,
            "the request's URI is not an absolute http or https URI, or has user info or an invalid port",
        ),
        (ErrorKind::Request, NONE, "the request to service.example:8443 cannot be sent"),
        (
            ErrorKind::IdentityRequired,
            [false, false, false, false, true],
            "the channel on service.example:8443 is https, for which the settings require a client certificate, \
             and no identity (client certificate) is configured",
        ),
        (ErrorKind::NotAllowed, NONE, "the settings do not allow to send to service.example:8443"),
        (
            ErrorKind::ConnectTimeout { limit: LIMIT, proxy: false },
            [true, true, false, false, false],
            "no connection to service.example:8443 within 5s",
        ),
        (
            ErrorKind::ConnectTimeout { limit: LIMIT, proxy: true },
            [true, true, true, false, false],
            "no connection to service.example:8443 within 5s: the proxy was not reached, or did not respond",
        ),
        (ErrorKind::Connect, CONNECT, "no connection to service.example:8443"),
        (
            ErrorKind::ProxyConnect,
            [true, false, true, false, false],
            "no way to service.example:8443 through the proxy",
        ),
        (
            ErrorKind::ProxyRefused,
            [false, false, true, false, false],
            "no way to service.example:8443 through the proxy",
        ),
        (
            ErrorKind::RefusedClient,
            NONE,
            "no reply from service.example:8443: the server refused the client",
        ),
        (
            ErrorKind::ProxyFailed,
            [false, false, true, true, false],
            "no way to service.example:8443 through the proxy; the request may have been delivered",
        ),
        (
            ErrorKind::Timeout { limit: LIMIT },
            [false, true, false, true, false],
            "no reply from service.example:8443 within 5s; the request may have been delivered",
        ),
        (
            ErrorKind::NotSent,
            NONE,
            "the connection to service.example:8443 was closed before the request left",
        ),
        (
            ErrorKind::NoReply,
            DELIVERED,
            "no reply from service.example:8443: the connection failed; the request may have been delivered",
        ),
        (
            ErrorKind::StaleResponse,
            DELIVERED,
            "no reply from service.example:8443: what came is the response to another request; \
             the request may have been delivered",
        ),
        (
            HEAD,
            DELIVERED,
            "no reply from service.example:8443: what came is not the head of an HTTP response, \
             or exceeds 100 bytes or 10 headers; the request may have been delivered",
        ),
    ] {
        let error = error(kind.clone());
        let answers = [
            error.is_connect(),
            error.is_timeout(),
            error.is_proxy(),
            error.may_have_been_delivered(),
            error.is_identity_missing(),
        ];
        assert_eq!(answers, questions, "{kind:?}");
        assert_eq!(error.to_string(), text);
        assert_eq!(error.kind(), &kind);
        assert!(error.source().is_none() && error.tls_failure().is_none(), "{kind:?}");
        assert!(!format!("{error:?}").contains("SECRET"), "{error:?}");
    }
}

#[test]
fn a_failure_in_tls_is_explained() {
    // The default settings have no identity.
    for (sent, lacks_identity, missing) in [
        (Alert::CertificateRequired, true, true),
        (Alert::CertificateRequired, false, false),
        (Alert::UnknownCA, false, false),
        // It may be about the certificate, or not.
        (Alert::HandshakeFailure, true, true),
        (Alert::InternalError, true, false),
    ] {
        let error = if lacks_identity {
            Settings::default().error(ErrorKind::NoReply, &target())
        } else {
            error(ErrorKind::NoReply)
        };
        let error = error.with_source(alert(sent));
        assert_eq!(error.is_identity_missing(), missing, "{sent:?} {lacks_identity}");
        assert_eq!(error.tls_failure(), TlsFailure::find(&alert(sent)).as_ref());
        let text = format!("no reply from service.example:8443: {}", error.tls_failure().unwrap());
        assert!(error.to_string().starts_with(&text), "{error}");
        let hint = "and no identity (client certificate) is configured";
        assert_eq!(error.to_string().contains(hint), missing, "{error}");
    }
}

#[test]
fn the_cause_shows_more_than_what_was_noted() {
    let noted = TlsFailure::UntrustedServer;
    let shown = || error(ErrorKind::NoReply).with_source(alert(Alert::CertificateRequired));
    let required = Some(&TlsFailure::ClientCertificateRequired);
    assert_eq!(shown().with_tls_failure(noted.clone()).tls_failure(), required);
    let hidden = || error(ErrorKind::NoReply).with_tls_failure(noted.clone());
    assert_eq!(hidden().tls_failure(), Some(&noted));
    assert_eq!(hidden().with_source(io::Error::other("reset")).tls_failure(), Some(&noted));
    assert_eq!(hidden().with_source(alert(Alert::CertificateRequired)).tls_failure(), required);
}

/// The causes would repeat in the words of a library what the text says.
#[test]
fn a_failure_in_tls_is_said_once_and_all_facts_are_shown_to_debug() {
    let error = error(ErrorKind::NoReply).with_source(alert(Alert::CertificateRequired));
    assert!(error.source().is_none(), "{error:?}");
    let debug = format!("{error:?}");
    for fact in [
        "kind: NoReply",
        "host: \"service.example:8443\"",
        "may_have_been_delivered: true",
        "tls_failure: Some(ClientCertificateRequired)",
        "source: Some(",
        "AlertReceived(CertificateRequired)",
    ] {
        assert!(debug.contains(fact), "{fact}: {debug}");
    }
    let broken = Error::new(ErrorKind::NoReply, &target()).with_source(io::Error::other("reset"));
    assert_eq!(broken.source().unwrap().to_string(), "reset");
}

#[test]
fn garbage_is_no_tls_in_the_handshake_and_damage_after_it() {
    let garbage = || io::Error::other(rustls::Error::from(InvalidMessage::InvalidContentType));
    for (kind, failure, is_permanent) in [
        (ErrorKind::Connect, TlsFailure::NotTls, true),
        (ErrorKind::NotSent, TlsFailure::Damaged, false),
        (ErrorKind::NoReply, TlsFailure::Damaged, false),
    ] {
        let found = error(kind.clone()).with_source(garbage());
        let noted = error(kind.clone()).with_tls_failure(TlsFailure::NotTls);
        for error in [found, noted] {
            assert_eq!(error.tls_failure(), Some(&failure), "{kind:?}");
            assert_eq!(error.is_permanent(), is_permanent, "{kind:?}");
        }
    }
}
