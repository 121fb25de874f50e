use std::io::{Read as _, Write as _};
use std::sync::Arc;
use std::sync::mpsc::channel;

use http::Request;
use mpns_connect::{Connection, Proxy};

use crate::support::{Log, RECEIVED, Server, each, receive, refusing, toast};

/// `user:pass`.
pub(crate) const CREDENTIALS: &str = "Basic dXNlcjpwYXNz";

/// A proxy that answers everything in the same way, and records the requests.
pub(crate) fn proxy(answer: &'static [u8]) -> (Server, Log) {
    let log = Log::default();
    let kept = Arc::clone(&log);
    let server = Server::start(move |_, mut stream| {
        while let Some(received) = receive(&mut stream) {
            let connect = received.line.starts_with("CONNECT ");
            log.lock().unwrap().push(received);
            if stream.write_all(answer).is_err() || connect {
                return;
            }
        }
    });
    (server, kept)
}

pub(crate) fn through(proxy: &Server) -> Proxy {
    format!("http://user:pass@{}", proxy.address).parse::<Proxy>().unwrap()
}

#[test]
fn http_is_sent_in_absolute_form_with_credentials() {
    each(|transport| {
        let (server, log) = proxy(RECEIVED);
        let client = transport.builder().proxy(through(&server)).build();
        for (channel, host) in [
            ("http://origin.example/u/1/A?b=c", "origin.example"),
            ("http://origin.example:8080/u/1/A", "origin.example:8080"),
            ("http://[2001:db8::1]:81/A", "[2001:db8::1]:81"),
        ] {
            let request = toast().request(&channel.parse().unwrap());
            let response = client.request(request).unwrap();
            let connection = response.extensions().get::<Connection>().unwrap();
            assert!(connection.is_proxied());
            assert_eq!(connection.peer(), server.address);
            let received = log.lock().unwrap().pop().unwrap();
            assert_eq!(received.line, format!("POST {channel} HTTP/1.1"));
            assert_eq!(received.header("host"), Some(host));
            assert_eq!(received.header("proxy-authorization"), Some(CREDENTIALS));
            assert_eq!(received.body, toast().body());
        }
    });
}

/// The body may be a write of its own.
#[test]
fn a_body_is_forwarded_unchanged_after_100_continue() {
    const BODY: &[u8] = b"a body / with spaces";
    each(|transport| {
        let (sender, bodies) = channel();
        let server = Server::start(move |_, mut stream| {
            let (mut head, mut byte) = (Vec::new(), [0]);
            while stream.read_exact(&mut byte).is_ok() {
                head.extend(byte);
                if head.ends_with(b"\r\n\r\n") {
                    assert!(head.starts_with(b"POST http://origin.example/x HTTP/1.1\r\n"));
                    stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").unwrap();
                    let mut body = [0; BODY.len()];
                    stream.read_exact(&mut body).unwrap();
                    sender.send(body).unwrap();
                    stream.write_all(RECEIVED).unwrap();
                    head.clear();
                }
            }
        });
        let client = transport.builder().proxy(through(&server)).build();
        for _ in 0..2 {
            let request = Request::post("http://origin.example/x").header("expect", "100-continue");
            client.request(request.body(BODY.to_vec()).unwrap()).unwrap();
            assert_eq!(bodies.recv().unwrap(), BODY);
        }
        assert_eq!(server.connections(), 1);
    });
}

#[test]
fn an_excepted_host_does_not_get_the_credentials_of_the_proxy() {
    each(|transport| {
        let (server, log) = proxy(RECEIVED);
        let client = transport.builder().proxy(through(&server).except("127.0.0.1")).build();
        let _ = client.send(&server.channel()).unwrap();
        let received = log.lock().unwrap().pop().unwrap();
        assert!(received.line.starts_with("POST /throttledthirdparty/"), "{}", received.line);
        assert_eq!(received.header("proxy-authorization"), None);
    });
}

#[test]
fn credentials_are_not_shown() {
    each(|transport| {
        let proxy = "http://user:pass@proxy.example".parse::<Proxy>().unwrap();
        let builder = transport.builder().proxy(proxy);
        let texts = format!("{builder:?} {:?}", builder.clone().build());
        assert!(texts.contains("proxy.example") && !texts.contains("pass"), "{texts}");
    });
}

#[test]
fn a_refusal_of_the_proxy_has_its_status() {
    each(|transport| {
        const HTTPS: &str = "https://origin.example/SECRET";
        const HTTP: &str = "http://origin.example/SECRET";
        for (channel, answer, status) in [
            (HTTPS, &b"HTTP/1.1 407 Authenticate\r\nContent-Length: 0\r\n\r\n"[..], Some(407)),
            (HTTPS, b"HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\nno!", Some(403)),
            (HTTPS, b"HTTP/1.0 502 Bad Gateway\r\n\r\n", Some(502)),
            (HTTPS, b"SSH-2.0-OpenSSH_9.6\r\n\r\n", None),
            (HTTPS, b"HTTP/1.1 200 OK\r\n", None),
            (HTTPS, b"", None),
            (HTTP, b"HTTP/1.1 407 Authenticate\r\nContent-Length: 0\r\n\r\n", Some(407)),
        ] {
            let (server, _) = proxy(answer);
            let client = transport.builder().proxy(through(&server)).build();
            let error = client.send(&channel.parse().unwrap()).unwrap_err();
            assert!(error.is_proxy() && !error.may_have_been_delivered(), "{error:?}");
            assert_eq!(error.is_connect(), channel == HTTPS, "{error:?}");
            assert_eq!(error.proxy_status().map(|status| status.as_u16()), status, "{error:?}");
            let texts = format!("{error} {error:?}");
            for secret in ["SECRET", "pass", "dXNlcjpwYXNz"] {
                assert!(!texts.contains(secret), "{texts}");
            }
        }
    });
}

#[test]
fn a_forwarding_proxys_own_response_is_recognized_if_marked() {
    each(|transport| {
        #[rustfmt::skip]
        let cases = [
            // Whether it is the proxy's, and if so, whether the service may have read the request.
            (&b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"[..], 502, None),
            (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", 403, None),
            (b"HTTP/1.1 403 Forbidden\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\nContent-Length: 4\r\n\r\nnope", 403, Some(false)),
            (b"HTTP/1.1 503 No\r\nX-Squid-Error: ERR_CONNECT_FAIL 111\r\nContent-Length: 0\r\n\r\n", 503, Some(true)),
            (b"HTTP/1.1 500 Unable to connect\r\nServer: tinyproxy/1.11.1\r\nConnection: close\r\n\r\n<html>", 500, Some(true)),
            (b"HTTP/1.1 504 No\r\nProxy-Status: p; error=http_response_timeout\r\nContent-Length: 0\r\n\r\n", 504, Some(true)),
            (b"HTTP/1.1 404 No\r\nX-Squid-Error: ERR 0\r\nX-SubscriptionStatus: Expired\r\nContent-Length: 0\r\n\r\n", 404, None),
        ];
        for (answer, status, is_own) in cases {
            let (server, _) = proxy(answer);
            let client = transport.builder().proxy(through(&server)).build();
            let channel = "http://origin.example/SECRET".parse().unwrap();
            match (client.send(&channel), is_own) {
                (Ok(reply), None) => assert_eq!(reply.status(), status),
                (Err(error), Some(delivered)) => {
                    assert!(error.is_proxy() && !error.is_connect(), "{error:?}");
                    assert_eq!(error.proxy_status().map(|status| status.as_u16()), Some(status));
                    assert_eq!(error.may_have_been_delivered(), delivered, "{error:?}");
                }
                (result, _) => panic!("{status}: {result:?}"),
            }
        }
    });
}

#[test]
fn an_unreachable_proxy_is_distinguished_from_the_service() {
    each(|transport| {
        let proxy: Proxy = refusing().to_string().parse().unwrap();
        let client = transport.builder().proxy(proxy).build();
        for channel in ["http://origin.example/SECRET", "https://origin.example/SECRET"] {
            let error = client.send(&channel.parse().unwrap()).unwrap_err();
            assert!(error.is_proxy() && error.is_connect(), "{error:?}");
            assert_eq!(error.proxy_status(), None);
            assert!(!error.may_have_been_delivered());
        }
    });
}
