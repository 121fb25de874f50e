//! The first two steps to a connection: name lookup, TCP.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::SocketAddr;
use std::task::{Context, Poll};
use std::{mem, vec};

use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use mpns_connect::ProxyServer;
use mpns_connect::transport::{DialError, Settings};
use mpns_proto::Origin;
use tokio::net::TcpStream;
use tokio::time::Instant;
use tower_service::Service;

/// Connects to the host and port of a URI: tries its addresses in order.
pub(crate) async fn connect(
    settings: &Settings,
    uri: Uri,
    proxy: Option<&ProxyServer>,
    until: Instant,
) -> Result<TcpStream, DialError> {
    let origin = Origin::of(&uri).map_err(|error| DialError::tcp(proxy, error.into()))?;
    let addresses = settings.resolver().addresses(&origin).await;
    let addresses = match addresses.map_err(|error| DialError::tcp(proxy, error.into()))? {
        addresses if proxy.is_some() => addresses,
        addresses => settings.restrictions().permit(addresses).map_err(DialError::NotAllowed)?,
    };
    match tcp_to(addresses, until).call(uri).await {
        Ok(stream) => Ok(stream.into_inner()),
        Err(error) => Err(DialError::tcp(proxy, error.into())),
    }
}

fn tcp_to(addresses: Vec<SocketAddr>, until: Instant) -> HttpConnector<Resolved> {
    let mut http = HttpConnector::new_with_resolver(Resolved(addresses));
    // TLS is added above it.
    http.enforce_http(false);
    http.set_nodelay(true);
    // Divided among the addresses of a name, so that a silent one leaves time for the next.
    http.set_connect_timeout(Some(until.saturating_duration_since(Instant::now())));
    http
}

/// The addresses of the name that is connected to. Left to itself, hyper looks each one up on a thread of tokio's.
#[derive(Clone)]
struct Resolved(Vec<SocketAddr>);

impl Service<Name> for Resolved {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Name) -> Self::Future {
        ready(Ok(mem::take(&mut self.0).into_iter()))
    }
}
