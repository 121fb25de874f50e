use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::GaiResolver;
use hyper_util::rt::TokioIo;
use mpns_connect::Tls;
use tokio_rustls::TlsConnector;
use tower_service::Service;

use crate::attempt::{ATTEMPT, AtProxy};
use crate::client::Settings;
use crate::dial::{dial, timeout};
use crate::gate::Permit;
use crate::stream::Stream;

/// Opens connections with the settings of a [`ClientBuilder`](crate::ClientBuilder): name resolution, TCP,
/// proxy and TLS, all within one time limit.
#[derive(Clone)]
pub struct Connector {
    http: HttpConnector,
    tls: TlsConnector,
    settings: Arc<Settings>,
}

impl Connector {
    pub(crate) fn new(tls: &Tls, settings: Arc<Settings>) -> Self {
        let http = http(GaiResolver::new(), settings.connect_timeout);
        Self { http, tls: Arc::clone(tls.client_config()).into(), settings }
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<Stream>;
    type Error = Box<dyn std::error::Error + Send + Sync>;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let Self { http, tls, settings } = self.clone();
        let attempt = ATTEMPT.try_with(Clone::clone);
        Box::pin(async move {
            // Outside the time limit: this waits for an existing connection, not for a new one.
            let (permit, at_proxy) = match attempt {
                Ok(attempt) => {
                    let permit = settings.gate.connect(&target, attempt.connection).await?;
                    (Some(permit), attempt.at_proxy)
                }
                Err(_) => (None, AtProxy::default()),
            };
            let route = settings.outbound.proxy().decide(&target);
            let dial = dial(http, tls, &target, route, &at_proxy);
            let stream = tokio::time::timeout(settings.connect_timeout, dial)
                .await
                .map_err(|_| timeout(route, &at_proxy))??;
            // hyper-util closes a kept connection that becomes free during the poll in which this ends. A
            // handshake makes for a long poll, so this ends in another one that does nothing.
            tokio::task::yield_now().await;
            Ok(TokioIo::new(stream.with_permit(permit.map(Permit::made))))
        })
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector")
            .field("connect_timeout", &self.settings.connect_timeout)
            .field("outbound", &self.settings.outbound)
            .finish_non_exhaustive()
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

    use hyper_util::client::legacy::connect::dns::Name;
    use tokio::net::TcpListener;
    use tokio::time::timeout;

    use super::*;
    use crate::black_hole::BlackHole;

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
