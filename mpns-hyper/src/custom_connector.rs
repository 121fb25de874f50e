use std::error::Error as StdError;
use std::future::poll_fn;

use futures_util::future::BoxFuture;
use http::Uri;
use hyper::rt::{Read, Write};
use hyper_util::client::legacy::connect::Connection;
use mpns_connect::Error;
use mpns_connect::transport::ErrorKind;
use tokio::time::{Instant, timeout_at};
use tower_service::Service;

use crate::client::Settings;
use crate::connect::{Connect, Opened};
use crate::tap::Tap;

/// A connector of the caller's.
pub(crate) struct CustomConnector<C>(pub(crate) C);

impl<C: Service<Uri, Error: Into<BoxError>> + Clone> CustomConnector<C> {
    async fn call(&self, target: &Uri) -> Result<C::Response, BoxError> {
        let mut connector = self.0.clone();
        poll_fn(|cx| connector.poll_ready(cx)).await.map_err(Into::into)?;
        connector.call(target.clone()).await.map_err(Into::into)
    }
}

impl<C> Connect for CustomConnector<C>
where
    C: Service<Uri, Error: Into<BoxError>, Future: Send> + Clone + Send + Sync,
    C::Response: Read + Write + Connection + Unpin + Send + 'static,
{
    fn connect<'a>(
        &'a self,
        settings: &'a Settings,
        target: &'a Uri,
        deadline: Instant,
    ) -> BoxFuture<'a, Result<Opened, Error>> {
        Box::pin(async move {
            let io = match timeout_at(deadline, self.call(target)).await {
                Ok(Ok(io)) => io,
                Ok(Err(error)) => {
                    return Err(settings
                        .outbound
                        .error(ErrorKind::Connect, target)
                        .with_source(error));
                }
                Err(_) => {
                    let kind = ErrorKind::ConnectTimeout { limit: settings.timeout, proxy: false };
                    return Err(Error::new(kind, target));
                }
            };
            let connected = io.connected();
            if connected.is_negotiated_h2() {
                return Err(Error::new(ErrorKind::Connect, target).with_source(Http2));
            }
            // Nothing is known of the stream but what is read from it.
            let opened = Opened::new(Tap::new(io, |_| false));
            Ok(Opened { is_forwarded: connected.is_proxied(), ..opened })
        })
    }
}

/// What connectors' errors become.
type BoxError = Box<dyn StdError + Send + Sync>;

/// The connector agreed with the server on another version of HTTP.
#[derive(Debug, thiserror::Error)]
#[error("the connector negotiated HTTP/2, and MPNS is HTTP/1.1")]
struct Http2;
