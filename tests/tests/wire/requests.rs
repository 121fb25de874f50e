use std::io::{Read as _, Write as _};
use std::sync::mpsc::channel;

use http::Request;
use mpns_connect::{Connection, ErrorKind, Proxy};
use mpns_proto::Outcome;

use crate::support::{RECEIVED, Server, each, toast};

#[test]
fn a_notification_is_sent_unchanged_after_host() {
    each(|transport| {
        let (server, log) = Server::recording(RECEIVED);
        let reply = transport.new_client().send(&server.channel()).unwrap();
        assert_eq!(reply.outcome(), Outcome::Received);
        let log = log.lock().unwrap();
        let [received] = &log[..] else { panic!("{} requests", log.len()) };
        assert_eq!(received.line, "POST /throttledthirdparty/01.00/SECRET?q=1 HTTP/1.1");
        let host = server.address.to_string();
        let length = toast().body().len().to_string();
        let expected = [
            ("host", host.as_str()),
            ("content-type", "text/xml"),
            ("content-length", length.as_str()),
            ("x-notificationclass", "2"),
            ("x-windowsphone-target", "toast"),
        ];
        let headers: Vec<_> =
            received.headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(headers, expected);
        assert_eq!(received.body, toast().body());
    });
}

#[test]
fn connect_cannot_be_sent_to_a_service() {
    each(|transport| {
        let server = Server::answering(RECEIVED);
        for proxy in [Proxy::none(), Proxy::via(server.address.to_string().parse().unwrap())] {
            let client = transport.builder().proxy(proxy).build();
            for uri in [format!("http://{}/x", server.address), server.address.to_string()] {
                let request = Request::connect(uri).body(Vec::new()).unwrap();
                let error = client.request(request).unwrap_err();
                assert_eq!(*error.kind(), ErrorKind::Request, "{error:?}");
            }
        }
        assert_eq!(server.connections(), 0);
    });
}

#[test]
fn any_request_is_framed_by_the_length_of_its_body() {
    each(|transport| {
        let (server, log) = Server::recording(RECEIVED);
        let client = transport.new_client();
        let uri = format!("http://{}/x", server.address);
        for (method, name, value, body) in [
            ("POST", "content-length", "99", "body"),
            ("POST", "content-length", "0", "body"),
            ("POST", "transfer-encoding", "chunked", "body"),
            ("POST", "x-other", "1", "body"),
            ("POST", "x-other", "1", ""),
            ("PATCH", "x-other", "1", ""),
            ("GET", "x-other", "1", ""),
            ("GET", "x-other", "1", "body"),
            ("PROPFIND", "x-other", "1", "body"),
        ] {
            let request = Request::builder().method(method).uri(&uri).header(name, value);
            client.request(request.body(body.into()).unwrap()).unwrap();
            let received = log.lock().unwrap().pop().unwrap();
            assert_eq!(received.line, format!("{method} /x HTTP/1.1"));
            assert_eq!(received.header("content-length"), Some(body.len().to_string().as_str()));
            assert_eq!(received.header("transfer-encoding"), None);
            assert_eq!(received.body, body.as_bytes());
        }
        assert_eq!(server.connections(), 1);
    });
}

#[test]
fn a_long_uri_and_long_headers_are_sent_unchanged() {
    each(|transport| {
        let (server, log) = Server::recording(RECEIVED);
        let client = transport.new_client();
        for (path, header) in [
            (1, 16_300),
            (1, 16_400),
            (1, 100_000),
            (16_300, 1),
            (16_400, 1),
            (60_000, 60_000),
            (1, 1),
        ] {
            let target = format!("/{}", "p".repeat(path));
            let request = Request::post(format!("http://{}{target}", server.address))
                .header("x-long", "v".repeat(header))
                .header("x-longer", "w".repeat(header));
            client.request(request.body(b"body".to_vec()).unwrap()).unwrap();
            let received = log.lock().unwrap().pop().unwrap();
            assert!(received.line == format!("POST {target} HTTP/1.1"), "{path} {header}");
            assert_eq!(received.header("x-long").map(str::len), Some(header), "{path}");
            assert_eq!(received.header("x-longer").map(str::len), Some(header), "{path}");
            assert_eq!(received.body, b"body");
        }
        assert_eq!(server.connections(), 1);
    });
}

#[test]
fn head_and_body_are_one_write() {
    each(|transport| {
        let (sender, pieces) = channel();
        let server = Server::start(move |_, mut stream| {
            let mut piece = [0; 4096];
            while let Ok(length @ 1..) = stream.read(&mut piece) {
                sender.send(piece[..length].to_vec()).unwrap();
                if stream.write_all(RECEIVED).is_err() {
                    return;
                }
            }
        });
        let client = transport.new_client();
        for _ in 0..20 {
            let _ = client.send(&server.channel()).unwrap();
            let piece = pieces.recv().unwrap();
            assert!(piece.starts_with(b"POST "));
            assert!(piece.ends_with(toast().body()));
        }
    });
}

#[test]
fn a_connection_is_kept_and_reported() {
    each(|transport| {
        let server = Server::answering(RECEIVED);
        let client = transport.new_client();
        for reused in [false, true, true] {
            let request = toast().request(&server.channel());
            let response = client.clone().request(request).unwrap();
            let connection = response.extensions().get::<Connection>().unwrap();
            assert_eq!(connection.peer(), server.address);
            assert_eq!(connection.is_reused(), reused);
            assert!(!connection.is_proxied());
            assert_eq!(connection.tls(), None);
            let state = if reused { "reused" } else { "new" };
            assert_eq!(connection.to_string(), format!("{}, {state}", server.address));
        }
        assert_eq!(server.connections(), 1);
    });
}

#[test]
fn a_connection_is_reported_as_new_with_100_continue() {
    each(|transport| {
        const BODY: &[u8] = b"body";
        // Reads the body only after it has sent `100 Continue`.
        let server = Server::start(|_, mut stream| {
            let (mut head, mut byte) = (Vec::new(), [0]);
            while stream.read_exact(&mut byte).is_ok() {
                head.extend(byte);
                if head.ends_with(b"\r\n\r\n") {
                    stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").unwrap();
                    stream.read_exact(&mut [0; BODY.len()]).unwrap();
                    stream.write_all(RECEIVED).unwrap();
                    head.clear();
                }
            }
        });
        let client = transport.new_client();
        for reused in [false, true, true] {
            let request = Request::post(format!("http://{}/x", server.address));
            let request = request.header("expect", "100-continue").body(BODY.to_vec()).unwrap();
            let response = client.request(request).unwrap();
            let connection = response.extensions().get::<Connection>().unwrap();
            assert_eq!(connection.is_reused(), reused);
        }
        assert_eq!(server.connections(), 1);
    });
}

#[test]
fn an_unusable_uri_is_refused() {
    each(|transport| {
        for uri in
            ["/path", "ftp://host/path", "host:80", "http://user:SECRET@host/", "https://@host/"]
        {
            let request = Request::post(uri).body(Vec::new()).unwrap();
            let error = transport.new_client().request(request).unwrap_err();
            assert!(!error.may_have_been_delivered(), "{uri}: {error}");
            assert!(
                error.to_string().contains("not an absolute http or https URI"),
                "{uri}: {error}"
            );
            assert!(!format!("{error} {error:?}").contains("SECRET"), "{error:?}");
        }
    });
}
