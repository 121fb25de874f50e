//! A `tower` service: limits of time and of sends at once, around hyper-util's client.
//!
//! `cargo run -p mpns-examples --example tower -- <channel URI>`
//!
//! Any `tower::Service` from a request to a response can take the client's place; for `https` channels the client
//! needs a connector with TLS, such as that of `hyper-rustls`.

#![allow(dead_code, reason = "the tests use only the transport")]

use std::error::Error;
use std::time::Duration;

use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use mpns_proto::{Reply, Toast};
use tower::limit::ConcurrencyLimit;
use tower::timeout::Timeout;
use tower::{BoxError, ServiceBuilder, ServiceExt};

fn main() -> Result<(), Box<dyn Error>> {
    let toast = Toast { text1: Some("Goal!".into()), ..Toast::default() }.build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    mpns_examples::run(|channel| {
        let send = send(service(Duration::from_secs(15)), toast.request(channel));
        let response = runtime.block_on(send).map_err(|error| error.to_string())?;
        Ok(vec![Reply::from_response(&response)])
    })
}

pub(crate) type Service = ConcurrencyLimit<Timeout<Client<HttpConnector, Full<Bytes>>>>;

/// A clone shares the connections and the limit of sends at once.
pub(crate) fn service(time_limit: Duration) -> Service {
    let mut client = Client::builder(TokioExecutor::new());
    // 100 headers are hyper's limit otherwise.
    client.http1_max_headers(256).pool_timer(TokioTimer::new());
    ServiceBuilder::new().concurrency_limit(32).timeout(time_limit).service(client.build_http())
}

pub(crate) async fn send(
    service: Service,
    request: Request<Vec<u8>>,
) -> Result<Response<()>, BoxError> {
    let response = service.oneshot(request.map(Full::from)).await?;
    // The body means nothing.
    Ok(response.map(drop))
}
