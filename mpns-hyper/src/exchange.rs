//! One request and its response.

use std::fmt;
use std::sync::Arc;

use futures_util::future::join_all;
use http::{Response, Uri};
use hyper::body::Incoming;
use mpns_connect::transport::{Attempt, Failure, HostKey, Outgoing, Settings, Verdict};
use mpns_connect::{Error, ErrorKind};
use tokio::runtime::Handle;
use tokio::time::{Instant, timeout_at};

use crate::connection::{HttpConnection, Key, Pool, has_gone_on, has_input};
use crate::deadline::{after, now};
use crate::dial::{Dialed, Dialer};
use crate::drain::drain;
use crate::watched::Watched;

/// The settings, what opens connections, and those that are kept.
pub(crate) struct Exchange {
    settings: Arc<Settings>,
    dialer: Dialer,
    pool: Arc<Pool>,
}

impl Exchange {
    pub(crate) fn new(settings: Settings) -> Self {
        let (per_host, in_all) =
            (settings.max_idle_connections(), settings.max_idle_connections_in_all());
        let pool = Pool::new(per_host, in_all);
        let settings = Arc::new(settings);
        let dialer = Dialer { settings: Arc::clone(&settings) };
        Self { dialer, settings, pool: Arc::new(pool) }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Sends a request, and reads the response to its end.
    ///
    /// The loop ends: each kept connection that turns out to be closed is gone then, and a new one is not tried
    /// twice.
    pub(crate) async fn run(&self, outgoing: &Outgoing<'_>) -> Result<Response<()>, Error> {
        let Self { settings, .. } = self;
        let deadline = after(settings.timeout());
        let target = outgoing.target();
        let Ok(runtime) = Handle::try_current() else {
            return Err(Error::new(ErrorKind::Request, target).with_source(NoRuntime));
        };
        let key = (HostKey::of(target), runtime.id());
        let response = loop {
            let (attempt, failure) = match self.attempt(outgoing, &key, deadline).await {
                Ok(response) => break response,
                Err(ended) => ended,
            };
            match attempt.judge(failure, settings, target) {
                Verdict::SendAgain => {}
                Verdict::NoReply(error) => return Err(error),
            }
        };
        settings.reject_proxy_response(target, response.status(), response.headers())?;
        Ok(response)
    }

    async fn attempt(
        &self,
        outgoing: &Outgoing<'_>,
        key: &Key,
        deadline: Instant,
    ) -> Result<Response<()>, (Attempt, Failure)> {
        let mut connection = match self.pool.take(key, now()) {
            Some(connection) => connection,
            None => match Box::pin(self.connect(outgoing.target(), key, deadline)).await {
                Ok(connection) => connection,
                Err(failure) => return Err((Attempt::new(), failure)),
            },
        };
        let failure = match timeout_at(deadline, connection.send(outgoing)).await {
            Ok(Ok(response)) if outgoing.is_stale(response.headers()) => Failure::Stale,
            Ok(Ok(response)) => return Ok(self.finish(key, connection, response, deadline).await),
            Ok(Err(failure)) => failure,
            Err(_) => Failure::TimeLimit,
        };
        // Once it is closed, nothing more of the request can be written.
        Err((Box::pin(connection.close()).await, failure))
    }

    async fn connect(
        &self,
        target: &Uri,
        key: &Key,
        deadline: Instant,
    ) -> Result<HttpConnection, Failure> {
        let until = deadline.min(after(self.settings.connect_timeout()));
        let Dialed { stream, connection, is_forwarded } = loop {
            match self.dialer.dial(target, until).await {
                Ok(dialed) => break dialed,
                Err(error) => {
                    let given_up = self.pool.give_up_for(&error);
                    if given_up.is_empty() {
                        return Err(Failure::Dial(error));
                    }
                    join_all(given_up.into_iter().map(HttpConnection::close)).await;
                }
            }
        };
        let stream = Watched::new(stream, has_input).in_tls(connection.tls(), has_gone_on);
        HttpConnection::start(stream, connection, is_forwarded, key, &self.pool)
            .await
            .map_err(|error| Failure::Broken(Some(error.into())))
    }

    /// Reads the response to its end, and keeps the connection if it can be used again.
    async fn finish(
        &self,
        key: &Key,
        mut connection: HttpConnection,
        response: Response<Incoming>,
        deadline: Instant,
    ) -> Response<()> {
        let (mut response, is_drained) = drain(response, &connection.attempt(), deadline).await;
        response.extensions_mut().insert(connection.count_exchange());
        let rest = if is_drained && connection.is_flushed() {
            self.pool.put(key.clone(), connection, now())
        } else {
            Some(connection)
        };
        if let Some(connection) = rest {
            Box::pin(connection.close()).await;
        }
        response
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Why a request cannot be sent.
#[derive(Debug, thiserror::Error)]
#[error("there is no tokio runtime, with time and I/O enabled, on this thread")]
struct NoRuntime;
