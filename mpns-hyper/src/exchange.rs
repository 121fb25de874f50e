//! One request and its response, over connections that are made here.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response, Uri};
use http_body_util::Full;
use hyper::body::Incoming;
use mpns_connect::Error;
use mpns_connect::transport::{ErrorKind, MAX_HEAD, MAX_HEADERS};
use tokio::time::{Instant, timeout_at};

use crate::client::Settings;
use crate::connect::Connect;
use crate::drain::drain;
use crate::link::{Broken, Link};
use crate::pool::{Host, Pool};

/// What makes connections, and those that are kept.
pub(crate) struct Exchange {
    pool: Arc<Pool>,
    connector: Arc<dyn Connect>,
}

impl Exchange {
    pub(crate) fn new(connector: Arc<dyn Connect>, max_idle_connections: usize) -> Self {
        Self { pool: Arc::new(Pool::new(max_idle_connections)), connector }
    }

    /// Sends a request, and reads the response to its end, all before the deadline.
    ///
    /// If a kept connection turns out to be closed before the request left on it, another one is used. This
    /// ends, as each such connection is gone then, and a new one is not tried twice.
    pub(crate) async fn run(
        &self,
        settings: &Settings,
        request: &Request<Full<Bytes>>,
        deadline: Instant,
    ) -> Result<Response<()>, Error> {
        let target = request.uri();
        let host = Host::of(target);
        loop {
            let mut link = match self.pool.take(&host) {
                Some(link) => link,
                None => self.connect(settings, target, &host, deadline).await?,
            };
            let error = match timeout_at(deadline, link.send(request)).await {
                Ok(Ok(response)) => return Ok(self.finish(host, link, response, deadline).await),
                Ok(Err(_)) if link.is_kept() && link.seen().is_unsent() => None,
                Ok(Err(broken)) => Some(failed(settings, target, &link, broken)),
                Err(_) => Some(Error::new(ErrorKind::Timeout { limit: settings.timeout }, target)),
            };
            link.close().await;
            if let Some(error) = error {
                return Err(error);
            }
        }
    }

    /// Reads the response to its end, and keeps the connection if it can be used again.
    async fn finish(
        &self,
        host: Host,
        mut link: Link,
        response: Response<Incoming>,
        deadline: Instant,
    ) -> Response<()> {
        let connection = link.count();
        let (mut response, is_drained) = drain(response, deadline).await;
        if let Some(connection) = connection {
            response.extensions_mut().insert(connection);
        }
        let is_reusable = is_drained && link.seen().is_flushed();
        let rest = if is_reusable { self.pool.put(host, link) } else { Some(link) };
        if let Some(link) = rest {
            link.close().await;
        }
        response
    }

    async fn connect(
        &self,
        settings: &Settings,
        target: &Uri,
        host: &Host,
        deadline: Instant,
    ) -> Result<Link, Error> {
        let opened = self.connector.connect(settings, target, deadline).await?;
        let link = Link::start(opened, host.clone(), Arc::downgrade(&self.pool)).await;
        link.map_err(|error| Error::new(ErrorKind::NotSent, target).with_source(error))
    }
}

fn failed(settings: &Settings, target: &Uri, link: &Link, broken: Broken) -> Error {
    let Broken(source) = broken;
    let kind = match &source {
        _ if link.seen().is_unsent() => ErrorKind::NotSent,
        Some(source) if source.is_parse() => {
            ErrorKind::Head { max_bytes: MAX_HEAD, max_headers: MAX_HEADERS }
        }
        _ => ErrorKind::NoReply,
    };
    let mut error = settings.outbound.error(kind, target);
    if let Some(source) = source {
        error = error.with_source(source);
    }
    if !link.is_kept() {
        error = error.on_new_connection();
    }
    if let Some(failure) = link.seen().tls_failure() {
        error = error.with_tls_failure(failure.clone());
    }
    error
}
