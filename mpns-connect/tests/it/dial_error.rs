//! Why there is no connection, step by step.

use std::io;
use std::time::Duration;

use http::{StatusCode, Uri};
use mpns_connect::transport::{DialError, ProxyError, server_name};
use mpns_connect::{Error, ErrorKind, ProxyServer};

const LIMIT: Duration = Duration::from_secs(5);

fn error(kind: ErrorKind) -> Error {
    let target: Uri = "https://service.example:8443/SECRET?SECRET".parse().unwrap();
    Error::new(kind, &target)
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
fn a_time_limit_names_the_proxy_if_that_was_waited_for() {
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
        let answers = (error.is_timeout(), error.is_proxy(), error.is_connect());
        assert_eq!(answers, (is_timeout, proxy.is_some(), true), "{step:?}");
        let text = format!("{step} {step:?}");
        assert_eq!(step.to_string().contains("the proxy proxy.example:3128"), proxy.is_some());
        assert!(!text.contains("SECRET"), "{text}");
    }
}
