use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper_util::{
    client::legacy::{self, connect::HttpConnector},
    rt::TokioExecutor,
};
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
    let builder = || Client::builder().timeout(Duration::from_secs(1));
    let own = legacy::Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let clients: [Client<HttpConnector>; 3] = [
        builder().build_with_connector(HttpConnector::new()),
        builder().build_with_client(own.clone()),
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
