//! What an error says, for each kind and with what else is known.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use http::{StatusCode, Uri};
use mpns_connect::transport::{DialError, ProxyError, Settings, server_name};
use mpns_connect::{Error, ErrorKind, ProxyServer, Retry, TlsFailure};
use mpns_proto::Backoff;
use rustls::AlertDescription as Alert;

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

/// Whether the same notification is sent again, as a sender does that never shows one twice, and one that may.
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

#[test]
fn the_cause_tells_more_than_what_was_noted() {
    let noted = TlsFailure::NotTls;
    let told = || error(ErrorKind::NoReply).with_source(alert(Alert::CertificateRequired));
    let required = Some(&TlsFailure::ClientCertificateRequired);
    assert_eq!(told().with_tls_failure(noted.clone()).tls_failure(), required);
    let untold = || error(ErrorKind::NoReply).with_tls_failure(noted.clone());
    assert_eq!(untold().tls_failure(), Some(&noted));
    assert_eq!(untold().with_source(io::Error::other("reset")).tls_failure(), Some(&noted));
    assert_eq!(untold().with_source(alert(Alert::CertificateRequired)).tls_failure(), required);
}

#[test]
fn the_cause_is_told_once_and_all_facts_are_shown_to_debug() {
    let error = error(ErrorKind::NoReply).with_source(alert(Alert::CertificateRequired));
    let source = error.source().unwrap();
    assert_eq!(source.to_string(), "received fatal alert: CertificateRequired");
    assert!(!error.to_string().contains(&source.to_string()), "{error}");
    let debug = format!("{error:?}");
    for fact in [
        "kind: NoReply",
        "host: \"service.example:8443\"",
        "may_have_been_delivered: true",
        "tls_failure: Some(ClientCertificateRequired)",
        "source: Some(",
    ] {
        assert!(debug.contains(fact), "{fact}: {debug}");
    }
}

#[test]
fn each_step_of_connecting_makes_its_kind() {
    let proxy = || "proxy.example:3128".to_owned();
    let refused = ProxyError::Refused(StatusCode::FORBIDDEN);
    let name = server_name(&"https://-/".parse().unwrap()).unwrap_err();
    let at_proxy = ErrorKind::ProxyConnect;
    for (step, kind, status) in [
        (
            DialError::Timeout { proxy: None },
            ErrorKind::ConnectTimeout { limit: LIMIT, proxy: false },
            None,
        ),
        (
            DialError::Timeout { proxy: Some(proxy()) },
            ErrorKind::ConnectTimeout { limit: LIMIT, proxy: true },
            None,
        ),
        (DialError::Tcp("refused".into()), ErrorKind::Connect, None),
        (name, ErrorKind::Connect, None),
        (DialError::Tls(io::Error::other("reset")), ErrorKind::Connect, None),
        (DialError::ProxyTcp { proxy: proxy(), source: "refused".into() }, at_proxy.clone(), None),
        (
            DialError::ProxyIo { proxy: proxy(), source: io::Error::other("reset") },
            at_proxy.clone(),
            None,
        ),
        (
            DialError::Proxy { proxy: proxy(), source: refused },
            at_proxy.clone(),
            Some(StatusCode::FORBIDDEN),
        ),
        (DialError::Proxy { proxy: proxy(), source: ProxyError::NotHttp }, at_proxy, None),
    ] {
        assert_eq!(step.kind(LIMIT), kind, "{step}");
        // As it comes out of an HTTP library.
        let wrapped = io::Error::other(step);
        let found = DialError::find(&wrapped).unwrap();
        let error = error(found.kind(LIMIT)).with_source(wrapped);
        assert_eq!(error.proxy_status(), status, "{error:?}");
    }
    assert!(DialError::find(&io::Error::other("reset")).is_none());
}

#[test]
fn time_that_runs_out_in_tcp_is_a_time_out_of_whom_was_waited_for() {
    let server: ProxyServer = "http://user:SECRET@proxy.example:3128".parse().unwrap();
    let timed_out = || io::Error::from(io::ErrorKind::TimedOut);
    for (proxy, source, is_timeout) in [
        (None, timed_out(), true),
        (Some(&server), timed_out(), true),
        // As HTTP libraries wrap it.
        (None, io::Error::other(timed_out()), true),
        (None, io::ErrorKind::ConnectionRefused.into(), false),
        (Some(&server), io::ErrorKind::ConnectionRefused.into(), false),
    ] {
        let step = DialError::tcp(proxy, source.into());
        let error = error(step.kind(LIMIT));
        let told = (error.is_timeout(), error.is_proxy(), error.is_connect());
        assert_eq!(told, (is_timeout, proxy.is_some(), true), "{step:?}");
        let text = format!("{step} {step:?}");
        assert_eq!(step.to_string().contains("the proxy proxy.example:3128"), proxy.is_some());
        assert!(!text.contains("SECRET"), "{text}");
    }
}
