use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use http::Uri;
use hyper_util::{client::legacy::connect::HttpConnector, rt::TokioIo};
use mpns_connect::Tls;
use tokio_rustls::TlsConnector;
use tower_service::Service;

use crate::{
    attempt::{ATTEMPT, AtProxy},
    client::Settings,
    dial::{dial, timeout},
    gate::Permit,
    stream::Stream,
};

/// Opens connections as a [`ClientBuilder`](crate::ClientBuilder) was told to: name resolution, TCP, proxy, TLS, all within
/// one time limit.
#[derive(Clone)]
pub struct Connector {
    http: HttpConnector,
    tls: TlsConnector,
    settings: Arc<Settings>,
}

impl Connector {
    pub(crate) fn new(tls: &Tls, settings: Arc<Settings>) -> Self {
        let mut http = HttpConnector::new();
        // TLS is spoken above it.
        http.enforce_http(false);
        http.set_nodelay(true);
        // Shared out among the addresses of a name, so that a silent one leaves time for the next.
        http.set_connect_timeout(Some(settings.connect_timeout));
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
            // Outside of the time limit: this waits for a connection that there is, not for a new one.
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
            // hyper-util closes a kept connection that becomes free within the very poll that ends this. A handshake is a long
            // poll, so that one more, which does nothing, ends it instead.
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
