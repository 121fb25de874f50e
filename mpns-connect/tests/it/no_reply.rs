//! An error as plain values.

use std::io;
use std::time::Duration;

use http::Uri;
use mpns_connect::mpns_proto::NoReply;
use mpns_connect::{Error, ErrorKind};

#[test]
fn each_kind_has_its_word_and_its_facts() {
    let target = Uri::from_static("https://h.example/SECRET");
    let limit = Duration::from_secs(5);
    for (kind, word) in [
        (ErrorKind::Uri, "uri"),
        (ErrorKind::Request, "request"),
        (ErrorKind::IdentityRequired, "identity-required"),
        (ErrorKind::NotAllowed, "not-allowed"),
        (ErrorKind::ConnectTimeout { limit, proxy: true }, "connect-timeout"),
        (ErrorKind::Connect, "connect"),
        (ErrorKind::ProxyConnect, "proxy-connect"),
        (ErrorKind::ProxyRefused, "proxy-refused"),
        (ErrorKind::ProxyFailed, "proxy-failed"),
        (ErrorKind::RefusedClient, "refused-client"),
        (ErrorKind::Timeout { limit }, "timeout"),
        (ErrorKind::NotSent, "not-sent"),
        (ErrorKind::StaleResponse, "stale-response"),
        (ErrorKind::NoReply, "no-reply"),
        (ErrorKind::Head { max_bytes: 1, max_headers: 1 }, "head"),
    ] {
        let error = Error::new(kind, &target);
        let no_reply = NoReply::from(&error);
        assert_eq!((no_reply.kind.as_str(), no_reply.text.as_str()), (word, &*error.to_string()));
        assert_eq!(no_reply.may_have_been_delivered, error.may_have_been_delivered(), "{word}");
        assert_eq!(no_reply.is_permanent, error.is_permanent(), "{word}");
        assert!(!no_reply.text.contains("SECRET"), "{word}");
        assert_eq!(NoReply::from(error), no_reply);
    }
}

#[test]
fn the_text_has_each_cause_once() {
    let inner = io::Error::from(io::ErrorKind::ConnectionReset);
    let outer = io::Error::other(inner);
    let error = Error::new(ErrorKind::NoReply, &Uri::from_static("http://h.example/A"));
    let text = NoReply::from(error.with_source(outer)).text;
    assert_eq!(text.matches("connection reset").count(), 1, "{text}");
    assert!(text.starts_with("no reply from h.example: the connection failed"), "{text}");
}
