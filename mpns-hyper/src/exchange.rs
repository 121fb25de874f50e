use std::error::Error as _;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, select};
use http::{Request, Response, Uri};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::{CaptureConnection, Connect, capture_connection};
use mpns_connect::Error;
use mpns_connect::transport::{DialError, ErrorKind};
use tokio::time::{Instant, sleep, timeout_at};

use crate::attempt::{ATTEMPT, Attempt};
use crate::client::Settings;
use crate::connection::Facts;
use crate::dial::timeout;

/// Sends a request, and waits for the head of the response or the time limit.
///
/// If a kept connection turns out to be closed before the request left on it, another one is used. This ends,
/// as each such connection is gone then, and a new one is not tried twice.
pub(crate) async fn exchange<C: Connect + Clone + Send + Sync + 'static>(
    http: &legacy::Client<C, Full<Bytes>>,
    settings: &Settings,
    request: Request<Full<Bytes>>,
    deadline: Instant,
) -> Result<Response<Incoming>, Error> {
    let target = request.uri();
    loop {
        let mut request = request.clone();
        let attempt = Attempt::new(capture_connection(&mut request));
        let connection = &attempt.connection;
        let result = {
            let response = ATTEMPT.scope(attempt.clone(), http.request(request));
            let lost = lost(connection.clone());
            timeout_at(deadline, select(pin!(response), pin!(lost))).await.map(
                |first| match first {
                    Either::Left((response, _)) => {
                        response.map_err(|error| failed(target, settings, error))
                    }
                    Either::Right((connection, _)) => Err(lost_with(target, settings, &connection)),
                },
            )
        };
        match result {
            Err(_) => return Err(timed_out(target, settings, &attempt)),
            Ok(Err(error)) if *error.kind() == ErrorKind::NotSent && was_kept(connection) => {}
            Ok(result) => return result,
        }
    }
}

/// Waits until the request's connection is gone and no answer from hyper is to be expected any more.
///
/// hyper answers each request that it has taken from its queue. A request that is queued while another thread
/// closes the connection can be left in the queue, and would wait for the time limit.
async fn lost(mut connection: CaptureConnection) -> Facts {
    let facts = connection.wait_for_connection_metadata().await.as_ref().and_then(Facts::of);
    match facts {
        Some(facts) => {
            facts.closed().await;
            sleep(PATIENCE).await;
            facts
        }
        // Another connector tells nothing.
        None => std::future::pending().await,
    }
}

fn timed_out(target: &Uri, settings: &Settings, attempt: &Attempt) -> Error {
    let limit = settings.timeout;
    if attempt.connection.connection_metadata().is_some() {
        return Error::new(ErrorKind::Timeout { limit }, target);
    }
    let source = timeout(settings.outbound.proxy().decide(target), &attempt.at_proxy);
    Error::new(source.kind(limit), target).with_source(source)
}

/// The error for a request that was lost with its connection, mostly before hyper took it from the queue.
fn lost_with(target: &Uri, settings: &Settings, connection: &Facts) -> Error {
    let kind = if connection.is_unsent() { ErrorKind::NotSent } else { ErrorKind::NoReply };
    with_facts(settings.outbound.error(kind, target), connection)
}

fn failed(target: &Uri, settings: &Settings, source: legacy::Error) -> Error {
    let facts = source.connect_info().and_then(Facts::of);
    let kind = kind(settings, &source, facts.as_ref());
    let error = settings.outbound.error(kind, target).with_source(source);
    match facts {
        Some(facts) => with_facts(error, &facts),
        None => error,
    }
}

fn with_facts(mut error: Error, connection: &Facts) -> Error {
    if !connection.is_used() {
        error = error.on_new_connection();
    }
    if let Some(failure) = connection.tls_failure() {
        error = error.with_tls_failure(failure.clone());
    }
    error
}

fn kind(settings: &Settings, source: &legacy::Error, facts: Option<&Facts>) -> ErrorKind {
    let hyper = source.source().and_then(|source| source.downcast_ref::<hyper::Error>());
    let not_sent =
        hyper.is_some_and(hyper::Error::is_canceled) || facts.is_some_and(Facts::is_stale);
    if let Some(error) = DialError::find(source) {
        error.kind(settings.connect_timeout)
    } else if source.is_connect() {
        ErrorKind::Connect
    } else if hyper.is_some_and(hyper::Error::is_parse) {
        settings.bad_head.clone()
    } else if not_sent || source.connect_info().is_none() {
        ErrorKind::NotSent
    } else {
        ErrorKind::NoReply
    }
}

fn was_kept(connection: &CaptureConnection) -> bool {
    let facts = connection.connection_metadata().as_ref().and_then(Facts::of);
    facts.is_some_and(|facts| facts.is_used())
}

/// hyper closes a connection first, and answers its requests right after.
const PATIENCE: Duration = Duration::from_millis(100);
