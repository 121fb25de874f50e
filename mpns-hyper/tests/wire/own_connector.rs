use std::error::Error as _;
use std::sync::{Arc, Barrier, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use mpns_connect::TlsFailure;
use mpns_connect::transport::ErrorKind;
use mpns_hyper::Client;
use tokio::io::AsyncWriteExt as _;
use tokio::time::{sleep, timeout};

use crate::connector::{Connector, Does, REASON, Stuck};
use crate::support::{LONG, RECEIVED, Server, receive, toast};

#[tokio::test]
async fn a_callers_own_connector_carries_requests() {
    let server = Server::answering(RECEIVED).await;
    let silent = Server::start(|_, stream| async move {
        sleep(LONG).await;
        drop(stream);
    })
    .await;
    let limit = Duration::from_secs(1);
    let own = legacy::Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let clients: [Client; 3] = [
        Client::builder_over_connector(HttpConnector::new()).timeout(limit).build(),
        Client::builder_over_client(own.clone()).timeout(limit).build(),
        own.into(),
    ];
    for client in &clients {
        let reply = client.send(&toast(), &server.channel()).await.unwrap();
        assert_eq!(reply.status(), 200);
    }
    for client in clients.iter().take(2) {
        let error = client.send(&toast(), &silent.channel()).await.unwrap_err();
        assert!(error.is_timeout() && error.may_have_been_delivered(), "{error:?}");
    }
}

#[tokio::test]
async fn a_head_is_only_told_of_our_bounds_where_they_are_kept() {
    let headers = "X-Many: 1\r\n".repeat(128);
    let answer = format!("HTTP/1.1 200 OK\r\n{headers}Content-Length: 0\r\n\r\n");
    let server = Server::answering(answer.leak().as_bytes()).await;
    let own = legacy::Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    for (client, is_bounded) in [
        (Client::builder_over_connector(HttpConnector::new()).build(), true),
        (Client::builder_over_client(own).build(), false),
    ] {
        let error = client.send(&toast(), &server.channel()).await.unwrap_err();
        assert!(error.may_have_been_delivered(), "{error:?}");
        assert_eq!(matches!(error.kind(), ErrorKind::Head { .. }), is_bounded, "{error:?}");
        assert_eq!(error.to_string().contains("128 headers"), is_bounded, "{error}");
    }
}

#[tokio::test]
async fn a_callers_own_connector_can_be_said_to_have_an_identity() {
    let server = Server::answering(RECEIVED).await;
    for has_identity in [false, true] {
        let client = Client::builder_over_connector(HttpConnector::new());
        let client = client.has_identity(has_identity).require_identity(true).build();
        assert_eq!(client.has_identity(), has_identity);
        // The connector takes `http` only.
        let error = client.send(&toast(), &server.https_channel()).await.unwrap_err();
        assert_eq!(error.is_connect(), has_identity, "{error:?}");
    }
}

#[tokio::test]
async fn connections_of_a_callers_own_connector_are_kept() {
    let server = Server::answering(RECEIVED).await;
    let connector = Connector { address: server.address, does: Does::Connect };
    for (number, client) in (1..).zip(connector.clients(LONG)) {
        for _ in 0..3 {
            let _ = client.send(&toast(), &server.channel()).await.unwrap();
            assert_eq!(server.connections(), number);
        }
    }
}

#[tokio::test]
async fn a_proxy_that_forwards_is_told_the_whole_uri() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&lines);
    let server = Server::start(move |_, mut stream| {
        let log = Arc::clone(&log);
        async move {
            while let Some(line) = receive(&mut stream).await {
                log.lock().unwrap().push(line);
                stream.write_all(RECEIVED).await.unwrap();
            }
        }
    })
    .await;
    let channel = server.channel();
    let (whole, path) = (channel.expose_uri(), channel.expose_uri().path_and_query().unwrap());
    for (does, line) in [
        (Does::Connect, format!("POST {path} HTTP/1.1")),
        (Does::ConnectToProxy, format!("POST {whole} HTTP/1.1")),
    ] {
        for client in (Connector { address: server.address, does }).clients(LONG) {
            let _ = client.send(&toast(), &channel).await.unwrap();
            assert_eq!(lines.lock().unwrap().pop().as_ref(), Some(&line));
        }
    }
}

#[tokio::test]
async fn what_a_connector_or_hyper_adds_to_a_response_is_not_handed_on() {
    let server = Server::answering(b"HTTP/1.1 200 Fine\r\nContent-Length: 0\r\n\r\n").await;
    let connector = Connector { address: server.address, does: Does::Connect };
    for client in connector.clients(LONG) {
        let response = client.request(toast().request(&server.channel())).await.unwrap();
        assert!(response.extensions().is_empty());
    }
}

#[tokio::test]
async fn why_a_callers_own_connector_has_no_connection_is_told() {
    let server = Server::answering(RECEIVED).await;
    for does in [Does::FailToBeReady, Does::FailToConnect] {
        for client in (Connector { address: server.address, does }).clients(LONG) {
            let error = client.send(&toast(), &server.channel()).await.unwrap_err();
            assert_eq!(*error.kind(), ErrorKind::Connect, "{does:?}: {error:?}");
            assert!(!error.may_have_been_delivered(), "{does:?}: {error:?}");
            assert!(format!("{:?}", error.source()).contains(REASON), "{does:?}: {error:?}");
        }
    }
}

#[tokio::test]
async fn a_callers_own_connector_has_the_time_of_the_whole_exchange() {
    let server = Server::answering(RECEIVED).await;
    let limit = Duration::from_millis(10);
    for does in [Does::NeverBecomeReady, Does::NeverConnect] {
        for client in (Connector { address: server.address, does }).clients(limit) {
            let notification = toast();
            let channel = server.channel();
            let send = client.send(&notification, &channel);
            let error = timeout(LONG, send).await.unwrap().unwrap_err();
            let kind = ErrorKind::ConnectTimeout { limit, proxy: false };
            assert_eq!(*error.kind(), kind, "{does:?}: {error:?}");
            assert!(!error.may_have_been_delivered(), "{does:?}: {error:?}");
        }
    }
}

#[tokio::test]
async fn a_connection_that_speaks_http_2_is_not_used() {
    let server = Server::answering(RECEIVED).await;
    let connector = Connector { address: server.address, does: Does::AgreeOnHttp2 };
    let client = Client::builder_over_connector(connector).build();
    let error = client.send(&toast(), &server.channel()).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Connect, "{error:?}");
    assert!(error.source().unwrap().to_string().contains("HTTP/2"), "{error:?}");
}

#[tokio::test]
async fn a_broken_body_costs_a_connection_even_if_that_cannot_be_shut_down() {
    let answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n";
    let server = Server::answering(answer).await;
    let connector = Connector { address: server.address, does: Does::NeverShutDown };
    let client = Client::builder_over_connector(connector).build();
    for number in 1..=3 {
        assert_eq!(client.send(&toast(), &server.channel()).await.unwrap().status(), 200);
        assert_eq!(server.connections(), number);
    }
}

#[tokio::test]
async fn a_request_for_which_a_new_connection_ended_too_early_is_not_sent() {
    let server = Server::answering(RECEIVED).await;
    let mut connections = 0;
    for does in [Does::EndAtOnce, Does::EndAtSecondRead] {
        for client in (Connector { address: server.address, does }).clients(LONG) {
            for _ in 0..2 {
                let error = client.send(&toast(), &server.channel()).await.unwrap_err();
                assert_eq!(*error.kind(), ErrorKind::NotSent, "{does:?}: {error:?}");
                assert!(!error.may_have_been_delivered(), "{does:?}: {error:?}");
                connections += 1;
                assert_eq!(server.connections(), connections, "{does:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_refusal_in_tls_means_only_on_a_new_connection_that_nothing_was_delivered() {
    for exchanges in 0..3 {
        let server = Server::start(move |_, mut stream| async move {
            for _ in 0..exchanges {
                receive(&mut stream).await.unwrap();
                stream.write_all(RECEIVED).await.unwrap();
            }
            receive(&mut stream).await.unwrap();
        })
        .await;
        let connector = Connector { address: server.address, does: Does::EndInRefusal };
        let client = Client::builder_over_connector(connector).build();
        for _ in 0..exchanges {
            let _ = client.send(&toast(), &server.channel()).await.unwrap();
        }
        let error = client.send(&toast(), &server.channel()).await.unwrap_err();
        assert_eq!(error.tls_failure(), Some(&TlsFailure::ClientCertificateRequired), "{error:?}");
        assert_eq!(error.may_have_been_delivered(), exchanges > 0, "{exchanges} {error:?}");
        assert_eq!(server.connections(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_time_limit_that_is_over_before_anything_was_written_is_a_time_out() {
    let limit = Duration::from_millis(10);
    let barrier = Arc::new(Barrier::new(2));
    let connector = Stuck(Arc::clone(&barrier));
    let client = Client::builder_over_connector(connector).timeout(limit).build();
    let result = client.send(&toast(), &"http://a.example/SECRET".parse().unwrap()).await;
    barrier.wait();
    let error = result.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Timeout { limit }, "{error:?}");
}
