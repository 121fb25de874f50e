use std::io::Write as _;

use mpns_connect::Connection;
use mpns_proto::Outcome;

use crate::support::{Server, each, receive, toast};

/// Whether the connection stays usable for the next exchange.
#[derive(Clone, Copy, Debug, PartialEq)]
enum After {
    Kept,
    Dropped,
}

#[test]
fn every_response_is_a_reply() {
    each(|transport| {
        use After::{Dropped, Kept};
        const LARGE: usize = 64 * 1024;
        let body = |length: usize| {
            let head = format!("HTTP/1.1 404 Not Found\r\nContent-Length: {length}\r\n\r\n");
            [head.into_bytes(), vec![b'x'; length]].concat()
        };
        let chunk = |length: usize| {
            let head = "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n";
            format!("{head}{length:x}\r\n{}\r\n0\r\n\r\n", "x".repeat(length)).into_bytes()
        };
        let text = |text: &str| text.replace('\n', "\r\n").into_bytes();
        // (name, response, whether the server closes after it, status, what happens to the connection)
        #[rustfmt::skip]
        let cases = [
            ("empty", text("HTTP/1.1 200 OK\nContent-Length: 0\n\n"), false, 200, Kept),
            ("no content", text("HTTP/1.1 204 No Content\n\n"), false, 204, Kept),
            ("interim answers", text("HTTP/1.1 100 Continue\n\nHTTP/1.1 103 Early Hints\nLink: </a>\n\nHTTP/1.1 200 OK\nContent-Length: 0\n\n"), false, 200, Kept),
            ("redirect", text("HTTP/1.1 302 Found\nLocation: /elsewhere\nContent-Length: 0\n\n"), false, 302, Kept),
            ("body", body(10), false, 404, Kept),
            ("as large a body as is read", body(LARGE), false, 404, Kept),
            ("larger", body(16 * LARGE), false, 404, Dropped),
            ("chunks", text("HTTP/1.1 500 Oops\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\n"), false, 500, Kept),
            ("as large a chunk as is read", chunk(LARGE), false, 404, Kept),
            ("a larger chunk", chunk(LARGE + 1), false, 404, Dropped),
            ("endless chunks", text("HTTP/1.1 500 Oops\nTransfer-Encoding: chunked\n\n3\nabc\n"), false, 500, Dropped),
            ("broken chunks", text("HTTP/1.1 500 Oops\nTransfer-Encoding: chunked\n\nzzz\nabc\n"), false, 500, Dropped),
            ("body that stops", text("HTTP/1.1 412 Precondition Failed\nContent-Length: 5\n\nab"), false, 412, Dropped),
            ("body cut off", text("HTTP/1.1 412 Precondition Failed\nContent-Length: 5\n\nab"), true, 412, Dropped),
            ("body to the end", text("HTTP/1.1 503 Busy\n\nall of it"), true, 503, Dropped),
            ("close", text("HTTP/1.1 200 OK\nConnection: close\nContent-Length: 0\n\n"), true, 200, Dropped),
            ("close, left open", text("HTTP/1.1 200 OK\nConnection: close\nContent-Length: 0\n\n"), false, 200, Dropped),
            ("HTTP/1.0", text("HTTP/1.0 200 OK\nContent-Length: 0\n\n"), true, 200, Dropped),
            ("HTTP/1.0 without length", text("HTTP/1.0 406 No\n\nslow down"), true, 406, Dropped),
            ("more than the answer", text("HTTP/1.1 200 OK\nContent-Length: 0\n\nHTTP/1.1 404 Not Found\nContent-Length: 0\n\n"), false, 200, Dropped),
            ("unknown status", text("HTTP/1.1 799 What\nContent-Length: 0\n\n"), false, 799, Kept),
        ];
        for (name, answer, closes, status, after) in cases {
            let server = Server::start(move |number, mut stream| {
                // The first request gets the response, the second one shows whether the connection was kept.
                let mut first = number == 0;
                while receive(&mut stream).is_some() {
                    let answer = if first {
                        &answer[..]
                    } else {
                        b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"
                    };
                    if stream.write_all(answer).is_err() || (first && closes) {
                        return;
                    }
                    first = false;
                }
            });
            let client = transport.new_client();
            let reply = client.send(&server.channel()).expect(name);
            assert_eq!(reply.status().as_u16(), status, "{name}");
            let reply = client.send(&server.channel()).expect(name);
            assert_eq!(reply.status().as_u16(), 202, "{name}");
            let kept = if server.connections() == 1 { Kept } else { Dropped };
            assert_eq!(kept, after, "{name}");
        }
    });
}

#[test]
fn headers_are_returned_unchanged() {
    each(|transport| {
        let long = "x".repeat(65_000);
        for (headers, outcome) in [
            ("X-NotificationStatus: QueueFull\r\n".to_owned(), Outcome::QueueFull),
            ("x-notificationstatus:suppressed \r\n".to_owned(), Outcome::Suppressed),
            (format!("X-Long: {long}\r\nX-NotificationStatus: Dropped\r\n"), Outcome::Dropped),
            (
                "X-NotificationStatus: Received\r\nX-NotificationStatus: QueueFull\r\n".to_owned(),
                Outcome::QueueFull,
            ),
            ("X-SubscriptionStatus: Expired\r\n".to_owned(), Outcome::ChannelExpired),
        ] {
            let answer = format!("HTTP/1.1 200 OK\r\n{headers}Content-Length: 0\r\n\r\n");
            let server = Server::answering(answer.leak().as_bytes());
            let reply = transport.new_client().send(&server.channel()).unwrap();
            assert_eq!(reply.outcome(), outcome);
        }
    });
}

#[test]
fn a_response_has_its_connection_as_the_only_extension() {
    each(|transport| {
        // hyper would pass on an unusual reason phrase as an extension.
        let server = Server::answering(b"HTTP/1.1 200 Fine\r\nContent-Length: 0\r\n\r\n");
        let response = transport.new_client().request(toast().request(&server.channel())).unwrap();
        assert!(response.extensions().get::<Connection>().is_some());
        assert_eq!(response.extensions().len(), 1);
    });
}
