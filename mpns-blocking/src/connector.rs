use std::sync::Arc;
use std::time::Instant;

use mpns_connect::transport::{Attempt, HostKey};
use ureq::Error;
use ureq::unversioned::transport::{self, ConnectionDetails};

use crate::connection::{HttpConnection, Pool};
use crate::deadline::Deadline;
use crate::dial::Dialer;
use crate::in_use::InUse;
use crate::observed::Observed;

/// Finds the connection for one exchange of ureq's: a kept one, or a new one.
#[derive(Debug)]
pub(crate) struct Connector {
    pub(crate) dialer: Arc<Dialer>,
    pub(crate) pool: Arc<Pool>,
    pub(crate) observed: Observed,
    /// The length that the request has at most.
    pub(crate) room: usize,
}

impl Connector {
    fn dial(&self, details: &ConnectionDetails<'_>) -> Result<HttpConnection, Error> {
        let deadline = Deadline::of(details.timeout);
        loop {
            match self.dialer.dial(details, deadline) {
                Ok(dialed) => return Ok(dialed),
                Err(error) if self.pool.give_up_for(&error).is_empty() => {
                    return Err(Error::Other(error.into()));
                }
                // Those that are given up are closed.
                Err(_) => {}
            }
        }
    }
}

impl transport::Connector for Connector {
    type Out = InUse;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        _: Option<()>,
    ) -> Result<Option<InUse>, Error> {
        let Self { pool, observed, room, .. } = self;
        let key = HostKey::of(details.uri);
        let (connection, attempt) = match pool.take(&key, Instant::now()) {
            Some(connection) => (connection, Attempt::on_kept_connection()),
            None => {
                let dialed = self.dial(details)?;
                let attempt = Attempt::on_new_connection().in_tls(dialed.connection.tls());
                (dialed, attempt)
            }
        };
        observed.with(|report| report.attempt = attempt);
        Ok(Some(InUse::new(connection, *room, observed.clone())))
    }
}
