//! One request and its response.

use std::fmt;
use std::sync::Arc;

use futures_util::future::join_all;
use http::{Response, Uri};
use mpns_connect::transport::{Attempt, Failure, HostKey, Outgoing, Settings, Verdict};
use mpns_connect::{Connection, Error, ErrorKind};
use tokio::runtime::Handle;
use tokio::time::Instant;

use crate::body::{Body, drain};
use crate::connection::{HttpConnection, Key, Pool, has_gone_on, has_input};
use crate::deadline::{after, now};
use crate::dial::{Dialed, Dialer};
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
    pub(crate) async fn run(
        &self,
        outgoing: &Outgoing<'_>,
    ) -> Result<(Response<()>, Connection), Error> {
        let Self { settings, .. } = self;
        let deadline = after(settings.timeout());
        let target = outgoing.target();
        let Ok(runtime) = Handle::try_current() else {
            return Err(Error::new(ErrorKind::Request, target).with_source(NoRuntime));
        };
        let key = (HostKey::of(target), runtime.id());
        let (response, connection) = loop {
            let (attempt, failure) = match self.attempt(outgoing, &key, deadline).await {
                Ok(exchanged) => break exchanged,
                Err(ended) => ended,
            };
            match attempt.judge(failure, settings, target) {
                Verdict::SendAgain => {}
                Verdict::NoReply(error) => return Err(error),
            }
        };
        settings.reject_proxy_response(target, response.status(), response.headers())?;
        Ok((response, connection))
    }

    async fn attempt(
        &self,
        outgoing: &Outgoing<'_>,
        key: &Key,
        deadline: Instant,
    ) -> Result<(Response<()>, Connection), (Attempt, Failure)> {
        let mut connection = match self.pool.take(key, now()) {
            Some(connection) => connection,
            None => match Box::pin(self.connect(outgoing.target(), key, deadline)).await {
                Ok(connection) => connection,
                Err(failure) => return Err((Attempt::new(), failure)),
            },
        };
        let failure = match connection.send(outgoing, deadline).await {
            Ok(response) if outgoing.is_stale(response.headers()) => Failure::Stale,
            Ok(response) => {
                let (response, body) = connection.split(response);
                let description = connection.count_exchange();
                let open = match body {
                    Body::Over => self.keep(key, connection),
                    Body::Rest(_) | Body::Lost => Some(connection),
                };
                if let Some(connection) = open {
                    Box::pin(self.finish(key, connection, body, deadline)).await;
                }
                return Ok((response, description));
            }
            Err(failure) => failure,
        };
        // Once it is closed, nothing more of the request can be written.
        Err((Box::pin(connection.close()).await, failure))
    }

    /// Keeps a connection whose response is over, or returns it if it cannot be used again.
    fn keep(&self, key: &Key, connection: Box<HttpConnection>) -> Option<Box<HttpConnection>> {
        if connection.is_flushed() {
            self.pool.put(key, connection, now())
        } else {
            Some(connection)
        }
    }

    /// Reads the rest of a response, and keeps its connection if it can be used again, or closes it.
    async fn finish(
        &self,
        key: &Key,
        connection: Box<HttpConnection>,
        body: Body,
        deadline: Instant,
    ) {
        let is_over = match body {
            Body::Rest(body) => drain(body, deadline).await,
            Body::Over | Body::Lost => false,
        };
        let open = if is_over { self.keep(key, connection) } else { Some(connection) };
        if let Some(connection) = open {
            connection.close().await;
        }
    }

    async fn connect(
        &self,
        target: &Uri,
        key: &Key,
        deadline: Instant,
    ) -> Result<Box<HttpConnection>, Failure> {
        let until = deadline.min(after(self.settings.connect_timeout()));
        let Dialed { stream, connection, is_forwarded } = loop {
            match self.dialer.dial(target, until).await {
                Ok(dialed) => break dialed,
                Err(error) => {
                    let given_up = self.pool.give_up_for(&error);
                    if given_up.is_empty() {
                        return Err(Failure::Dial(error));
                    }
                    join_all(given_up.into_iter().map(|connection| connection.close())).await;
                }
            }
        };
        let stream = Watched::new(stream, has_input).in_tls(connection.tls(), has_gone_on);
        HttpConnection::start(stream, connection, is_forwarded, key, &self.pool)
            .await
            .map(Box::new)
            .map_err(|error| Failure::Broken(Some(error.into())))
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
