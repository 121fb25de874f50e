use std::{pin::pin, time::Duration};

use bytes::Bytes;
use futures_util::future::{Either, select};
use http::{Request, Response, Uri};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper_util::client::legacy::{
    self,
    connect::{CaptureConnection, Connect, capture_connection},
};
use tokio::time::{Instant, sleep, timeout_at};

use crate::{Error, client::Settings, connection::Facts, gate::REQUEST};

/// Sends a request until the head of the answer, or the time limit.
///
/// Where a kept connection turns out to have been closed before the request left on it, another one is taken. As each of those
/// is gone then, and a new one is not tried twice, this comes to an end.
pub(crate) async fn exchange<C: Connect + Clone + Send + Sync + 'static>(
    http: &legacy::Client<C, Full<Bytes>>,
    settings: &Settings,
    request: Request<Full<Bytes>>,
    deadline: Instant,
) -> Result<Response<Incoming>, Error> {
    let target = request.uri();
    let _entry = settings.gate.enter(target);
    loop {
        let mut attempt = request.clone();
        let connection = capture_connection(&mut attempt);
        let result = {
            let response = REQUEST.scope(connection.clone(), http.request(attempt));
            let lost = lost(connection.clone());
            timeout_at(deadline, select(pin!(response), pin!(lost))).await.map(
                |first| match first {
                    Either::Left((response, _)) => response
                        .map_err(|error| Error::exchange(target, settings.has_identity, error)),
                    Either::Right((lost, _)) => {
                        Err(Error::not_sent(target, settings.has_identity, &lost))
                    }
                },
            )
        };
        match result {
            Err(_) => return Err(timed_out(target, settings, &connection)),
            Ok(Err(error)) if error.is_not_sent() && was_kept(&connection) => {}
            Ok(result) => return result,
        }
    }
}

/// Waits until the request's connection is gone, and the answer is not to be expected any more.
///
/// hyper answers each request that it took from its queue. One that is queued at the very moment at which another thread gives
/// the connection up may stay there, and would wait for the time limit.
async fn lost(mut connection: CaptureConnection) -> Facts {
    let facts = connection.wait_for_connection_metadata().await.as_ref().and_then(Facts::of);
    match facts {
        Some(facts) => {
            facts.closed().await;
            sleep(PATIENCE).await;
            facts
        }
        // A caller's own connector tells nothing.
        None => std::future::pending().await,
    }
}

fn timed_out(target: &Uri, settings: &Settings, connection: &CaptureConnection) -> Error {
    let connected = connection.connection_metadata().is_some();
    Error::timeout(target, settings.timeout, connected)
}

fn was_kept(connection: &CaptureConnection) -> bool {
    let facts = connection.connection_metadata().as_ref().and_then(Facts::of);
    facts.is_some_and(|facts| facts.is_used())
}

/// hyper closes a connection first and gives its requests their answers then, at once.
const PATIENCE: Duration = Duration::from_millis(100);
