//! A connection to send requests on, and the pool of those that wait for their next request.

use std::fmt;

use http::{Request, Response};
use mpns_connect::Connection;
use mpns_connect::transport::{self, Attempt, HostKey, Outgoing, Pooled};
use ureq::config::Config;
use ureq::{Agent, Body, Error};

use crate::buffers::longest;
use crate::connector::{Connector, Unresolved};
use crate::deadline::Deadline;
use crate::dial::Dialed;
use crate::observed::Observed;

/// The connections that are open and unused.
pub(crate) type Pool = transport::Pool<HostKey, HttpConnection>;

/// A connection, with the agent of ureq that speaks HTTP over it and over no other one.
pub(crate) struct HttpConnection {
    agent: Agent,
    observed: Observed,
    connection: Connection,
}

impl HttpConnection {
    pub(crate) fn new(dialed: Dialed, config: Config) -> Self {
        let Dialed { wire, connection } = dialed;
        let attempt = Attempt::on_new_connection().in_tls(connection.tls());
        let observed = Observed::new(attempt, wire);
        let agent = Agent::with_parts(config, Connector(observed.clone()), Unresolved);
        Self { agent, observed, connection }
    }

    /// Sends a request, and waits for the head of the response.
    pub(crate) fn send(
        &self,
        outgoing: &Outgoing<'_>,
        deadline: Deadline,
    ) -> Result<Response<Body>, Error> {
        let (parts, body) = outgoing.request().into_parts();
        let request = Request::from_parts(parts, &*body);
        self.observed.with(|report| {
            if self.connection.is_reused() {
                report.attempt.reuse_connection();
            }
            if let Some(wire) = &mut report.unused {
                wire.buffers.make_room(longest(&request));
                wire.deadline = deadline;
            }
        });
        self.agent.run(request)
    }

    /// The attempt that was made last.
    pub(crate) fn attempt(&self) -> Attempt {
        self.observed.with(|report| report.attempt.clone())
    }

    /// Counts an exchange, and returns the connection as it was during that.
    pub(crate) fn count_exchange(&mut self) -> Connection {
        let connection = self.connection;
        self.connection = connection.reused();
        connection
    }

    /// Whether the exchange is over and the connection can be used again.
    pub(crate) fn is_unused(&self) -> bool {
        self.observed.with(|report| report.unused.is_some())
    }
}

impl Pooled for HttpConnection {
    /// Nothing is known before it is checked, right before it is written to.
    fn is_open(&self) -> bool {
        true
    }
}

impl fmt::Debug for HttpConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HttpConnection").field(&self.connection).finish()
    }
}
