use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::Uri;
use hyper_util::{client::legacy::connect::HttpConnector, rt::TokioIo};
use mpns_connect::{Proxy, Tls};
use tokio_rustls::TlsConnector;
use tower_service::Service;

use crate::{connect_error::ConnectError, dial::dial, stream::Stream};

/// Opens connections as a [`ClientBuilder`](crate::ClientBuilder) was told to: name resolution, TCP, proxy, TLS, all within
/// one time limit.
///
/// It is a connector for hyper-util's clients, and is cheap to clone.
#[derive(Clone)]
pub struct Connector {
    http: HttpConnector,
    tls: TlsConnector,
    proxy: Arc<Proxy>,
    timeout: Duration,
}

impl Connector {
    pub(crate) fn new(tls: &Tls, proxy: Arc<Proxy>, timeout: Duration) -> Self {
        let mut http = HttpConnector::new();
        // TLS is spoken above it.
        http.enforce_http(false);
        http.set_nodelay(true);
        // Shared out among the addresses of a name, so that a silent one leaves time for the next.
        http.set_connect_timeout(Some(timeout));
        Self { http, tls: Arc::clone(tls.client_config()).into(), proxy, timeout }
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
        let Self { http, tls, proxy, timeout } = self.clone();
        Box::pin(async move {
            let stream =
                tokio::time::timeout(timeout, dial(http, tls, &target, proxy.decide(&target)))
                    .await
                    .map_err(|_| ConnectError::Timeout(timeout))??;
            Ok(TokioIo::new(stream))
        })
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector")
            .field("proxy", &self.proxy)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
