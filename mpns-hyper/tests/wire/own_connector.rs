use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use mpns_connect::transport::ErrorKind;
use mpns_hyper::Client;
use tokio::time::sleep;

use crate::support::{LONG, RECEIVED, Server, toast};

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
