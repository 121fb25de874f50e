use std::io::Write as _;

use mpns_connect::ErrorKind;

use crate::support::{Server, each, receive, refusing, toast};

#[test]
fn without_a_complete_head_the_request_may_have_been_delivered() {
    each(|transport| {
        let large = format!("HTTP/1.1 200 OK\r\nX-Long: {}", "x".repeat(1 << 20));
        let long = "x".repeat(200 * 1024);
        let long = format!("HTTP/1.1 200 OK\r\nX-Long: {long}\r\nContent-Length: 0\r\n\r\n");
        let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "X-Many: 1\r\n".repeat(129));
        for (name, answer, is_bad) in [
            ("nothing", "", false),
            ("half a head", "HTTP/1.1 200 OK\r\nX-Notific", false),
            ("an interim answer", "HTTP/1.1 100 Continue\r\n\r\n", false),
            ("garbage", "220 mail.example ESMTP\r\n\r\n", true),
            ("HTTP/0.9", "<html></html>\r\n\r\n", true),
            ("an endless head", &large, true),
            ("too long a head", &long, true),
            ("too many headers", &many, true),
        ] {
            let answer = answer.as_bytes().to_vec();
            let server = Server::start(move |_, mut stream| {
                assert!(receive(&mut stream).is_some());
                let _ = stream.write_all(&answer);
            });
            let error = transport.new_client().send(&server.channel()).expect_err(name);
            assert!(error.may_have_been_delivered(), "{name}: {error:?}");
            assert!(
                !error.is_connect() && !error.is_timeout() && !error.is_proxy(),
                "{name}: {error:?}"
            );
            assert_eq!(server.connections(), 1, "{name}: sent again");
            let names_limit = error.to_string().contains("exceeds 131072 bytes or 128 headers");
            assert_eq!(names_limit, is_bad, "{name}: {error}");
            for text in [error.to_string(), format!("{error:?}")] {
                assert!(text.contains(&server.address.to_string()), "{name}: {text}");
                assert!(!text.contains("SECRET"), "{name}: {text}");
            }
        }
    });
}

#[test]
fn headers_are_accepted_up_to_the_documented_number() {
    each(|transport| {
        for (count, is_taken) in [(128, true), (129, false)] {
            let headers = "X-Many: 1\r\n".repeat(count - 1);
            let answer = format!("HTTP/1.1 200 OK\r\n{headers}Content-Length: 0\r\n\r\n");
            let server = Server::answering(answer.leak().as_bytes());
            match transport.new_client().request(toast().request(&server.channel())) {
                Ok(response) => assert!(is_taken && response.headers().len() == count, "{count}"),
                Err(error) => {
                    assert!(!is_taken, "{count}: {error:?}");
                    let kind = ErrorKind::Head { max_bytes: 131_072, max_headers: 128 };
                    assert_eq!(error.kind(), &kind);
                }
            }
        }
    });
}

#[test]
fn an_address_that_refuses_is_a_connect_error() {
    each(|transport| {
        let channel = format!("http://{}/SECRET", refusing()).parse().unwrap();
        let error = transport.new_client().send(&channel).unwrap_err();
        assert!(error.is_connect(), "{error:?}");
        assert!(!error.may_have_been_delivered() && !error.is_timeout() && !error.is_proxy());
        assert!(!format!("{error} {error:?}").contains("SECRET"));
        assert!(std::error::Error::source(&error).is_some());
    });
}

#[test]
fn a_connection_that_is_closed_unread_is_not_retried() {
    each(|transport| {
        let server = Server::start(|_, stream| drop(stream));
        for _ in 0..20 {
            let before = server.connections();
            let error = transport.new_client().send(&server.channel()).unwrap_err();
            assert!(!error.is_connect() && !error.is_timeout(), "{error:?}");
            assert_eq!(server.connections(), before + 1);
        }
    });
}
