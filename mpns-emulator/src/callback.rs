use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONNECTION, HOST};
use http::{HeaderValue, Method, Request, StatusCode};
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use mpns_proto::service::Callback;
use mpns_proto::{AllowedHosts, Origin};
use serde::Serialize;
use tokio::time::timeout;

use crate::dial::{DialError, Start, dial, start};

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
    /// About how much memory it takes.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Registered(callback) | Self::Calling(callback) => {
                let path = callback.uri.path_and_query().map_or(0, |path| path.as_str().len());
                let authority = callback.uri.authority().map_or(0, |host| host.as_str().len());
                callback.blob.len().saturating_add(path).saturating_add(authority)
            }
            Self::None | Self::Called(_) | Self::Failed(_) => 0,
        }
    }

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

/// POSTs the blob to the callback URI, if it leads to this machine or is on one of the `allowed` hosts.
pub(crate) async fn call(
    callback: &Callback,
    allowed: &AllowedHosts,
) -> Result<StatusCode, CallError> {
    let exchange = exchange(callback, allowed, start);
    timeout(TIME_LIMIT, exchange).await.unwrap_or(Err(CallError::TimedOut))
}

/// Why a callback was not answered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    #[error("the emulator calls back only over http")]
    Https,
    #[error(
        "the callback URI leads neither to this machine nor to a host that is allowed (callback_hosts, --callback-hosts)"
    )]
    NotAllowed,
    #[error("no connection to the callback URI: {0}")]
    Connect(io::Error),
    #[error("the callback was not answered: {0}")]
    Exchange(hyper::Error),
    #[error("no request can be made to the callback URI")]
    Request,
    #[error("the callback took longer than {} seconds", TIME_LIMIT.as_secs())]
    TimedOut,
}

async fn exchange(
    callback: &Callback,
    allowed: &AllowedHosts,
    start: Start,
) -> Result<StatusCode, CallError> {
    let origin = Origin::of(&callback.uri).map_err(|_| CallError::Request)?;
    if origin.is_https() {
        return Err(CallError::Https);
    }
    let request = request(callback, origin)?;
    let stream = dial(origin, allowed, start).await.map_err(|error| match error {
        DialError::NotAllowed => CallError::NotAllowed,
        DialError::Connect(error) => CallError::Connect(error),
    })?;
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
    use tokio::net::TcpListener;

    use super::*;

    fn callback(uri: &str) -> Callback {
        let registration = Request::post("/").header(header::CALLBACK_URI, uri).body("blob");
        read_callback(&registration.expect("a request")).expect("a callback")
    }

    async fn exchange(uri: &str, allowed: &str, start: Start) -> Result<StatusCode, CallError> {
        let allowed = allowed.parse().unwrap_or_default();
        super::exchange(&callback(uri), &allowed, start).await
    }

    #[tokio::test]
    async fn a_name_needs_a_thread_which_may_be_refused() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let refused: Start = |_| Err(io::ErrorKind::WouldBlock.into());
        for (host, start, is_connected) in [
            ("localhost", start as Start, true),
            ("127.0.0.1", refused, true),
            ("localhost", refused, false),
        ] {
            let uri = format!("http://{host}:{port}/");
            tokio::select! {
                ended = exchange(&uri, "", start) => {
                    let error = ended.expect_err("an error");
                    assert!(matches!(error, CallError::Connect(_)) && !is_connected, "{error}");
                }
                _ = listener.accept() => assert!(is_connected, "{host}"),
            }
        }
    }

    #[tokio::test]
    async fn calls_this_machine_and_hosts_that_are_allowed() {
        let free = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        for (host, allowed, is_allowed) in [
            ("127.0.0.1", "", true),
            ("127.8.8.8", "", true),
            ("[::1]", "", true),
            ("[::ffff:127.0.0.1]", "", true),
            ("localhost", "", true),
            ("0.0.0.0", "", false),
            ("192.0.2.1", "", false),
            ("169.254.169.254", "", false),
            ("[2001:db8::1]", "", false),
            ("[::ffff:192.0.2.1]", "", false),
            ("0.0.0.0", "0.0.0.0", false),
            ("0.0.0.0", "192.0.2.1:PORT", false),
            ("0.0.0.0", "192.0.2.1:PORT, 0.0.0.0:PORT", true),
        ] {
            let uri = format!("http://{host}:{port}/");
            let allowed = allowed.replace("PORT", &port.to_string());
            let error = exchange(&uri, &allowed, start).await.expect_err("nobody answers");
            let is_refused = matches!(error, CallError::NotAllowed);
            assert_eq!(is_refused, !is_allowed, "{uri} {allowed}: {error}");
        }
    }

    #[test]
    fn goes_to_the_host_and_port_of_its_uri() {
        for (uri, host, target) in [
            ("http://h/inactive?user=7", "h", "/inactive?user=7"),
            ("http://h", "h", "/"),
            ("http://h:8080/a", "h:8080", "/a"),
            ("http://[::1]:81/a", "[::1]:81", "/a"),
        ] {
            let callback = callback(uri);
            let origin = Origin::of(&callback.uri).expect("an origin");
            let request = request(&callback, origin).expect("a request");
            assert_eq!(request.headers()[HOST], host, "{uri}");
            assert_eq!(request.uri().to_string(), target, "{uri}");
        }
    }
}
