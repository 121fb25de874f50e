use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONNECTION, HOST};
use http::{HeaderValue, Method, Request, StatusCode};
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use mpns_proto::Origin;
use mpns_proto::service::Callback;
use serde::Serialize;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// The state of the callback of a channel.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum CallbackState {
    None,
    Registered(#[serde(skip)] Arc<Callback>),
    /// The phone became inactive, and the callback is being called.
    Calling(#[serde(skip)] Arc<Callback>),
    /// The callback was answered with this status code.
    Called(u16),
    /// The callback was not answered, for this reason.
    Failed(String),
}

impl CallbackState {
    /// Takes the registered callback, if there is one. It is taken, and so called, only once.
    pub(crate) fn take(&mut self) -> Option<Arc<Callback>> {
        let Self::Registered(callback) = self else { return None };
        let callback = Arc::clone(callback);
        *self = Self::Calling(Arc::clone(&callback));
        Some(callback)
    }

    /// Keeps the result of calling `callback`, unless the sender has registered another one since. That one may
    /// be equal to `callback`.
    pub(crate) fn finish(
        &mut self,
        callback: &Arc<Callback>,
        called: Result<StatusCode, CallError>,
    ) {
        if matches!(self, Self::Calling(current) if Arc::ptr_eq(current, callback)) {
            *self = match called {
                Ok(status) => Self::Called(status.as_u16()),
                Err(error) => Self::Failed(error.to_string()),
            };
        }
    }
}

/// POSTs the blob to the callback URI.
pub(crate) async fn call(callback: &Callback) -> Result<StatusCode, CallError> {
    timeout(TIME_LIMIT, exchange(callback)).await.unwrap_or(Err(CallError::TimedOut))
}

/// Why a callback was not answered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    #[error("the emulator calls back only over http")]
    Https,
    #[error("no connection to the callback URI: {0}")]
    Connect(std::io::Error),
    #[error("the callback was not answered: {0}")]
    Exchange(hyper::Error),
    #[error("no request can be made to the callback URI")]
    Request,
    #[error("the callback took longer than {} seconds", TIME_LIMIT.as_secs())]
    TimedOut,
}

async fn exchange(callback: &Callback) -> Result<StatusCode, CallError> {
    let origin = Origin::of(&callback.uri).map_err(|_| CallError::Request)?;
    if origin.is_https() {
        return Err(CallError::Https);
    }
    let request = request(callback, origin)?;
    let stream =
        TcpStream::connect(origin.host_and_port().to_string()).await.map_err(CallError::Connect)?;
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(CallError::Exchange)?;
    let answer = sender.send_request(request);
    tokio::pin!(answer, connection);
    let answer = tokio::select! {
        answer = &mut answer => answer,
        // The connection may end at the same moment as it delivers the answer.
        _ = &mut connection => answer.await,
    };
    answer.map(|response| response.status()).map_err(CallError::Exchange)
}

fn request(callback: &Callback, origin: Origin<'_>) -> Result<Request<Full<Bytes>>, CallError> {
    let Callback { uri, blob, .. } = callback;
    Request::builder()
        .method(Method::POST)
        .uri(uri.path_and_query().map_or("/", |path| path.as_str()))
        .header(HOST, origin.host_header().to_string())
        .header(CONNECTION, HeaderValue::from_static("close"))
        .body(Full::new(Bytes::copy_from_slice(blob)))
        .map_err(|_| CallError::Request)
}

const TIME_LIMIT: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use mpns_proto::header;
    use mpns_proto::service::read_callback;

    use super::*;

    #[test]
    fn goes_to_the_host_and_port_of_its_uri() {
        for (uri, host, target) in [
            ("http://h/inactive?user=7", "h", "/inactive?user=7"),
            ("http://h", "h", "/"),
            ("http://h:8080/a", "h:8080", "/a"),
            ("http://[::1]:81/a", "[::1]:81", "/a"),
        ] {
            let registration = Request::post("/").header(header::CALLBACK_URI, uri).body("blob");
            let callback = read_callback(&registration.expect("a request")).expect("a callback");
            let origin = Origin::of(&callback.uri).expect("an origin");
            let request = request(&callback, origin).expect("a request");
            assert_eq!(request.headers()[HOST], host, "{uri}");
            assert_eq!(request.uri().to_string(), target, "{uri}");
        }
    }
}
