use std::error::Error as _;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Request, Response, Uri};
use http_body_util::Full;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::{self, capture_connection};
use mpns_connect::Error;
use mpns_connect::transport::ErrorKind;
use tokio::time::{Instant, timeout_at};

use crate::client::Settings;
use crate::drain::drain;

/// A hyper-util client of the caller's, whatever its connector.
pub(crate) trait CustomClient: Send + Sync {
    /// Sends a request, and reads the response to its end, all before the deadline.
    fn run<'a>(
        &'a self,
        settings: &'a Settings,
        request: &'a Request<Full<Bytes>>,
        deadline: Instant,
    ) -> BoxFuture<'a, Result<Response<()>, Error>>;
}

impl<C> CustomClient for legacy::Client<C, Full<Bytes>>
where
    C: connect::Connect + Clone + Send + Sync + 'static,
{
    fn run<'a>(
        &'a self,
        settings: &'a Settings,
        request: &'a Request<Full<Bytes>>,
        deadline: Instant,
    ) -> BoxFuture<'a, Result<Response<()>, Error>> {
        Box::pin(run(self, settings, request, deadline))
    }
}

async fn run<C: connect::Connect + Clone + Send + Sync + 'static>(
    client: &legacy::Client<C, Full<Bytes>>,
    settings: &Settings,
    request: &Request<Full<Bytes>>,
    deadline: Instant,
) -> Result<Response<()>, Error> {
    let target = request.uri();
    let mut request = request.clone();
    let connection = capture_connection(&mut request);
    match timeout_at(deadline, client.request(request)).await {
        Ok(Ok(response)) => Ok(drain(response, deadline).await.0),
        Ok(Err(error)) => Err(failed(settings, target, error)),
        Err(_) => {
            let limit = settings.timeout;
            let kind = match connection.connection_metadata().as_ref() {
                Some(_) => ErrorKind::Timeout { limit },
                None => ErrorKind::ConnectTimeout { limit, proxy: false },
            };
            Err(Error::new(kind, target))
        }
    }
}

fn failed(settings: &Settings, target: &Uri, source: legacy::Error) -> Error {
    let hyper = source.source().and_then(|source| source.downcast_ref::<hyper::Error>());
    let kind = if source.is_connect() {
        ErrorKind::Connect
    } else if hyper.is_some_and(hyper::Error::is_canceled) || source.connect_info().is_none() {
        ErrorKind::NotSent
    } else {
        // If the head is too long, the bounds are not known.
        ErrorKind::NoReply
    };
    settings.outbound.error(kind, target).with_source(source)
}
