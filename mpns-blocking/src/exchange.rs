//! One request and its response.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use http::{Request, Response};
use mpns_connect::Error;
use mpns_connect::transport::{
    Attempt, DialError, Failure, HostKey, MAX_BODY_WAIT, MAX_HEAD, Settings, Verdict,
};
use mpns_proto::is_stale;
use ureq::Agent;
use ureq::config::Config;

use crate::buffers::longest;
use crate::connection::Pool;
use crate::connector::Connector;
use crate::dial::{Dialer, Unresolved};
use crate::drain::drain;
use crate::observed::Observed;

/// What opens connections, and those that are kept.
///
/// ureq keeps none: it speaks HTTP over one connection for one request.
pub(crate) struct Exchange {
    dialer: Arc<Dialer>,
    pool: Arc<Pool>,
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
            .timeout_global(Some(settings.timeout()))
            .timeout_connect(Some(settings.connect_timeout()))
            .timeout_recv_body(Some(MAX_BODY_WAIT))
            .build();
        Self { dialer: Arc::new(Dialer { settings }), pool: Arc::new(pool), config }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.dialer.settings
    }

    /// Sends a request, and reads the response to its end.
    ///
    /// The loop ends: each kept connection that turns out to be closed is gone then, and a new one is not tried
    /// twice.
    pub(crate) fn run(&self, mut request: Request<Vec<u8>>) -> Result<Response<()>, Error> {
        let settings = self.settings();
        settings.prepare(&mut request)?;
        let target = request.uri();
        let response = loop {
            let (attempt, failure) = match self.attempt(&request) {
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

    fn attempt(&self, request: &Request<Vec<u8>>) -> Result<Response<()>, (Attempt, Failure)> {
        let observed = Observed::default();
        let connector = Connector {
            dialer: Arc::clone(&self.dialer),
            pool: Arc::clone(&self.pool),
            observed: observed.clone(),
            room: longest(request),
        };
        let agent = Agent::with_parts(self.config.clone(), connector, Unresolved);
        let result = agent.run(copy(request));
        let response = match result {
            Ok(response) if is_stale(request.headers(), response.headers()) => {
                let attempt = observed.with(|report| report.attempt.clone());
                return Err((attempt, Failure::Stale));
            }
            Ok(response) => response,
            Err(error) => {
                let attempt = observed.with(|report| report.attempt.clone());
                let failure = failure(error, &attempt);
                return Err((attempt, failure));
            }
        };
        let (mut parts, body) = response.into_parts();
        if observed.with(|report| report.attempt.may_keep_connection()) {
            drain(&parts.headers, body);
        }
        parts.extensions.clear();
        parts.version = observed.with(|report| report.attempt.response_version());
        if let Some(connection) = observed.with(|report| report.unused.take()) {
            // One that is not kept ends here, and not under the pool's lock.
            drop(self.pool.put(HostKey::of(request.uri()), connection, Instant::now()));
        }
        if let Some(connection) = observed.with(|report| report.connection) {
            parts.extensions.insert(connection);
        }
        Ok(Response::from_parts(parts, ()))
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("settings", self.settings()).finish_non_exhaustive()
    }
}

/// The request without what other libraries put into its extensions, which means nothing here.
fn copy(request: &Request<Vec<u8>>) -> Request<&[u8]> {
    let mut copy = Request::new(request.body().as_slice());
    *copy.method_mut() = request.method().clone();
    *copy.uri_mut() = request.uri().clone();
    *copy.headers_mut() = request.headers().clone();
    copy
}

fn failure(error: ureq::Error, attempt: &Attempt) -> Failure {
    use ureq::Error as E;
    match error {
        E::Timeout(_) => Failure::TimeLimit,
        E::Io(source) => Failure::Broken(Some(source.into())),
        E::LargeResponseHeader(..) => Failure::Head(None),
        E::Protocol(_) if !attempt.is_unsent() => Failure::Head(Some(error.into())),
        E::Other(source) => match source.downcast::<DialError>() {
            Ok(error) => Failure::Dial(*error),
            Err(source) => Failure::Request(Some(source)),
        },
        // They repeat the URI.
        E::BadUri(_) | E::RequireHttpsOnly(_) => Failure::Request(None),
        other => Failure::Request(Some(other.into())),
    }
}

#[cfg(test)]
mod tests;
