use std::thread::sleep;
use std::time::Duration;

use mpns_blocking::Client;
use mpns_test_support::{LONG, RECEIVED, Server, refusing};
use ureq::Agent;
use ureq::middleware::MiddlewareNext;

use crate::toast;

/// An agent that would lose everything if its settings were left as they are.
fn careless() -> Agent {
    Agent::config_builder()
        .http_status_as_error(true)
        .https_only(true)
        .max_redirects(10)
        .accept("text/html")
        .accept_encoding("gzip")
        .user_agent("careless/1")
        .proxy(Some(ureq::Proxy::new(&format!("http://{}", refusing())).unwrap()))
        .max_response_header_size(10)
        .timeout_global(Some(Duration::from_nanos(1)))
        .timeout_resolve(Some(Duration::from_nanos(1)))
        .timeout_recv_response(Some(Duration::from_nanos(1)))
        .timeout_per_call(Some(Duration::from_nanos(1)))
        .timeout_per_read(Some(Duration::from_nanos(1)))
        .build()
        .into()
}

#[test]
fn a_callers_own_agent_cannot_lose_a_reply() {
    for (answer, status) in [
        (RECEIVED, 200),
        (
            b"HTTP/1.1 412 Precondition Failed\r\nX-DeviceConnectionStatus: Inactive\r\nContent-Length: 0\r\n\r\n",
            412,
        ),
        (b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n", 302),
        (b"HTTP/1.1 503 Busy\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n", 503),
    ] {
        let (server, log) = Server::recording(answer);
        let client = Client::from(careless());
        for _ in 0..2 {
            let request = toast().request(&server.channel());
            let response = client.request(request).unwrap();
            assert_eq!(response.status(), status);
            let headers = String::from_utf8_lossy(answer).matches("\r\n").count() - 2;
            assert_eq!(response.headers().len(), headers);
        }
        assert_eq!(server.connections(), 1);
        let log = log.lock().unwrap();
        assert_eq!(log.len(), 2);
        for received in &*log {
            let names: Vec<_> = received.headers.iter().map(|(name, _)| name.as_str()).collect();
            // Only the agent's name is added, as documented.
            let expected = [
                "user-agent",
                "host",
                "content-type",
                "content-length",
                "x-notificationclass",
                "x-windowsphone-target",
            ];
            assert_eq!(names, expected);
            assert!(received.line.starts_with("POST /throttledthirdparty/"), "{}", received.line);
            assert_eq!(received.body, toast().body());
        }
    }
}

/// A middleware may have sent the request before, and may fail in any way after the response.
#[test]
fn no_error_of_a_callers_own_agent_says_that_nothing_was_sent() {
    let silent = Server::start(|_, stream| {
        sleep(LONG);
        drop(stream);
    });
    let closing = Server::start(|_, stream| drop(stream));
    let refused: mpns_proto::ChannelUri = format!("http://{}/SECRET", refusing()).parse().unwrap();
    for (channel, timeout) in [
        (&refused, false),
        // TLS, which this agent cannot do.
        (&silent.https_channel(), false),
        (&closing.channel(), false),
        (&silent.channel(), true),
    ] {
        let client = Client::builder_over_agent(Agent::new_with_defaults());
        let client = client.timeout(Duration::from_secs(1)).build();
        let error = client.send(&toast(), channel).unwrap_err();
        assert!(!error.is_connect() && error.may_have_been_delivered(), "{error:?}");
        assert_eq!(error.is_timeout(), timeout, "{error:?}");
        assert!(!format!("{error} {error:?}").contains("SECRET"), "{error:?}");
    }
    let server = Server::answering(RECEIVED);
    let errors: [fn() -> ureq::Error; 5] = [
        || ureq::Error::HostNotFound,
        || ureq::Error::ConnectionFailed,
        || ureq::Error::Timeout(ureq::Timeout::Connect),
        || ureq::Error::Timeout(ureq::Timeout::Resolve),
        || ureq::Error::BadUri("http://SECRET".to_owned()),
    ];
    for (number, told) in (1..).zip(errors) {
        let lose = move |request: http::Request<ureq::SendBody<'_>>, next: MiddlewareNext<'_>| {
            assert_eq!(next.handle(request).unwrap().status(), 200);
            Err(told())
        };
        let agent: Agent = Agent::config_builder().middleware(lose).build().into();
        let error = Client::from(agent).send(&toast(), &server.channel()).unwrap_err();
        assert!(!error.is_connect() && error.may_have_been_delivered(), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("SECRET"), "{error:?}");
        assert_eq!(server.connections(), number);
    }
}

#[test]
fn a_callers_own_agent_can_be_said_to_have_an_identity() {
    let server = Server::answering(RECEIVED);
    for has_identity in [false, true] {
        let client = Client::builder_over_agent(Agent::new_with_defaults());
        let client = client.has_identity(has_identity).require_identity(true).build();
        assert_eq!(client.has_identity(), has_identity);
        let error = client.send(&toast(), &server.https_channel()).unwrap_err();
        assert_eq!(error.may_have_been_delivered(), has_identity, "{error:?}");
    }
}

#[test]
fn an_agents_middleware_is_run() {
    let (server, log) = Server::recording(RECEIVED);
    let add = |mut request: http::Request<ureq::SendBody<'_>>, next: MiddlewareNext<'_>| {
        request.headers_mut().insert("x-mine", http::HeaderValue::from_static("1"));
        next.handle(request)
    };
    let agent: Agent = Agent::config_builder().middleware(add).build().into();
    let _ = Client::from(agent).send(&toast(), &server.channel()).unwrap();
    assert_eq!(log.lock().unwrap()[0].header("x-mine"), Some("1"));
}
