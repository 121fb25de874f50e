use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::GaiResolver;
use mpns_connect::transport::client_config;
use mpns_connect::{Error, Tls};
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;

use crate::client::Settings;
use crate::connect::{Connect, Opened};
use crate::deadline::after;
use crate::dial::{AtProxy, dial};

/// Opens connections with the settings of a [`ClientBuilder`](crate::ClientBuilder): name resolution, TCP,
/// proxy and TLS, all within one time limit.
pub(crate) struct Connector {
    http: HttpConnector,
    tls: TlsConnector,
}

impl Connector {
    pub(crate) fn new(tls: &Tls, connect_timeout: Duration) -> Self {
        let http = http(GaiResolver::new(), connect_timeout);
        Self { http, tls: Arc::clone(client_config(tls)).into() }
    }
}

impl Connect for Connector {
    fn connect<'a>(
        &'a self,
        settings: &'a Settings,
        target: &'a Uri,
        deadline: Instant,
    ) -> BoxFuture<'a, Result<Opened, Error>> {
        Box::pin(async move {
            let connect = after(settings.connect_timeout);
            let (until, limit) = if connect < deadline {
                (connect, settings.connect_timeout)
            } else {
                (deadline, settings.timeout)
            };
            let route = settings.outbound.proxy().decide(target);
            let at_proxy = AtProxy::default();
            let dial = dial(&self.http, &self.tls, target, route, &at_proxy);
            let opened = match timeout_at(until, dial).await {
                Ok(opened) => opened,
                Err(_) => Err(at_proxy.timed_out(route)),
            };
            opened.map_err(|error| {
                settings.outbound.error(error.kind(limit), target).with_source(error)
            })
        })
    }
}

fn http<R>(resolver: R, connect_timeout: Duration) -> HttpConnector<R> {
    let mut http = HttpConnector::new_with_resolver(resolver);
    // TLS is added above it.
    http.enforce_http(false);
    http.set_nodelay(true);
    // Divided among the addresses of a name, so that a silent one leaves time for the next.
    http.set_connect_timeout(Some(connect_timeout));
    http
}

#[cfg(test)]
mod tests {
    use std::future;
    use std::net::SocketAddr;
    use std::task::{Context, Poll};

    use hyper_util::client::legacy::connect::dns::Name;
    use mpns_test_support::BlackHole;
    use tokio::net::TcpListener;
    use tokio::time::timeout;
    use tower_service::Service;

    use super::*;

    /// The addresses of any name.
    #[derive(Clone)]
    struct Names(Vec<SocketAddr>);

    impl Service<Name> for Names {
        type Response = std::vec::IntoIter<SocketAddr>;
        type Error = std::io::Error;
        type Future = future::Ready<Result<Self::Response, Self::Error>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, _: Name) -> Self::Future {
            future::ready(Ok(self.0.clone().into_iter()))
        }
    }

    #[tokio::test]
    async fn a_silent_address_leaves_time_for_the_next() {
        const LIMIT: Duration = Duration::from_secs(4);
        let silent = BlackHole::new();
        let service = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = service.local_addr().unwrap();
        let mut http = http(Names(vec![silent.address, address]), LIMIT);
        let stream = http.call("http://service.example/".parse().unwrap());
        let stream = timeout(LIMIT, stream).await.unwrap().unwrap().into_inner();
        assert_eq!(stream.peer_addr().unwrap(), address);
    }
}
