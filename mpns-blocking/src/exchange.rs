//! One request and its response.

use std::fmt;
use std::time::Instant;

use http::{Response, Uri};
use mpns_connect::transport::{
    Attempt, DialError, Failure, HostKey, MAX_BODY_WAIT, MAX_HEAD, Outgoing, Settings, Verdict,
};
use mpns_connect::{Connection, Error};
use ureq::Agent;
use ureq::config::Config;

use crate::connection::{HttpConnection, Pool};
use crate::deadline::Deadline;
use crate::dial::Dialer;
use crate::drain::drain;

/// What opens connections, and those that are kept.
///
/// ureq keeps none: it speaks HTTP over one connection, within the time that the connection allows.
pub(crate) struct Exchange {
    dialer: Dialer,
    pool: Pool,
    config: Config,
}

impl Exchange {
    pub(crate) fn new(settings: Settings) -> Self {
        let (per_host, in_all) =
            (settings.max_idle_connections(), settings.max_idle_connections_in_all());
        let pool = Pool::new(per_host, in_all);
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .save_redirect_history(false)
            .proxy(None)
            .user_agent("")
            .accept("")
            .accept_encoding("")
            .allow_non_standard_methods(true)
            .max_response_header_size(MAX_HEAD)
            .timeout_recv_body(Some(MAX_BODY_WAIT))
            .build();
        Self { dialer: Dialer { settings }, pool, config }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.dialer.settings
    }

    /// Sends a request, and reads the response to its end.
    ///
    /// The loop ends: each kept connection that turns out to be closed is gone then, and a new one is not tried
    /// twice.
    pub(crate) fn run(&self, outgoing: &Outgoing<'_>) -> Result<(Response<()>, Connection), Error> {
        let (settings, target) = (self.settings(), outgoing.target());
        let deadline = Deadline::after(settings.timeout());
        let key = HostKey::of(target);
        let (response, connection) = loop {
            let (attempt, failure) = match self.attempt(outgoing, &key, deadline) {
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

    fn attempt(
        &self,
        outgoing: &Outgoing<'_>,
        key: &HostKey,
        deadline: Deadline,
    ) -> Result<(Response<()>, Connection), (Attempt, Failure)> {
        let mut connection = match self.pool.take(key, Instant::now()) {
            Some(connection) => connection,
            None => match self.connect(outgoing.target(), deadline) {
                Ok(connection) => connection,
                Err(error) => return Err((Attempt::new(), Failure::Dial(error))),
            },
        };
        let result = connection.send(outgoing, deadline);
        let attempt = connection.attempt();
        let response = match result {
            Ok(response) if outgoing.is_stale(response.headers()) => {
                return Err((attempt, Failure::Stale));
            }
            Ok(response) => response,
            Err(error) => {
                let failure = failure(error, &attempt);
                return Err((attempt, failure));
            }
        };
        let response = drain(response, &attempt);
        let description = connection.count_exchange();
        if connection.is_unused() {
            // One that is not kept ends here, and not under the pool's lock.
            drop(self.pool.put(key, connection, Instant::now()));
        }
        Ok((response, description))
    }

    fn connect(&self, target: &Uri, deadline: Deadline) -> Result<HttpConnection, DialError> {
        let deadline = deadline.at_most(self.settings().connect_timeout());
        loop {
            match self.dialer.dial(target, deadline) {
                Ok(dialed) => return Ok(HttpConnection::new(dialed, self.config.clone())),
                Err(error) if self.pool.give_up_for(&error).is_empty() => return Err(error),
                // Those that are given up are closed.
                Err(_) => {}
            }
        }
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("settings", self.settings()).finish_non_exhaustive()
    }
}

fn failure(error: ureq::Error, attempt: &Attempt) -> Failure {
    use ureq::Error as E;
    match error {
        E::Timeout(_) => Failure::TimeLimit,
        E::Io(source) => Failure::Broken(Some(source.into())),
        E::LargeResponseHeader(..) => Failure::Head(None),
        E::Protocol(_) if !attempt.is_unsent() => Failure::Head(Some(error.into())),
        E::Other(source) => Failure::Request(Some(source)),
        // They repeat the URI.
        E::BadUri(_) | E::RequireHttpsOnly(_) => Failure::Request(None),
        other => Failure::Request(Some(other.into())),
    }
}

#[cfg(test)]
mod tests;
