use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use mpns_connect::Proxy;
use mpns_connect::transport::{
    DEFAULT_CONNECT_TIMEOUT, DEFAULT_TIMEOUT, LONGEST_TIMEOUT, Outbound,
};
use ureq::Agent;

use crate::Client;
use crate::client::{Inner, Settings};

/// Settings for a [`Client`] over an agent of the caller's, which sees to connecting by itself: to name
/// resolution and TLS. No proxy is used.
///
/// Its connections cannot be seen from here: responses come without a [`Connection`](crate::Connection), and
/// each error of the agent says that the request may have been delivered.
#[derive(Clone)]
#[must_use]
pub struct CustomClientBuilder {
    agent: Agent,
    timeout: Duration,
    connect_timeout: Duration,
    has_identity: bool,
    require_identity: bool,
}

impl Client {
    /// Settings for a client over an agent of the caller's.
    ///
    /// All other settings of ureq are set for each request, so no configuration of the agent loses a reply,
    /// follows a redirect, uses a proxy or adds a header. There are two exceptions: the agent's `User-Agent`
    /// is sent (ureq cannot use a kept connection for a request with another one), and [features of
    /// ureq](crate#features-of-ureq) may add headers. A path or a header that does not fit into the agent's
    /// output buffer is refused.
    ///
    /// ```
    /// use mpns_blocking::Client;
    ///
    /// let agent = ureq::Agent::config_builder().max_idle_connections(100).build().new_agent();
    /// let client = Client::builder_over_agent(agent).build();
    /// ```
    pub fn builder_over_agent(agent: Agent) -> CustomClientBuilder {
        CustomClientBuilder {
            agent,
            timeout: DEFAULT_TIMEOUT,
            connect_timeout: DEFAULT_CONNECT_TIMEOUT,
            has_identity: false,
            require_identity: false,
        }
    }
}

impl CustomClientBuilder {
    /// The time limit for a whole exchange, connecting included: by default [`DEFAULT_TIMEOUT`], 15 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout.min(LONGEST_TIMEOUT);
        self
    }

    /// The time limit for all of connecting: by default [`DEFAULT_CONNECT_TIMEOUT`], 5 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout.min(LONGEST_TIMEOUT);
        self
    }

    /// Says that a client certificate is shown to services that ask for one. By default none is.
    pub fn has_identity(mut self, has_identity: bool) -> Self {
        self.has_identity = has_identity;
        self
    }

    /// Refuses to send to an `https` channel unless there is a client certificate, see
    /// [`has_identity`](Self::has_identity). By default the service decides.
    pub fn require_identity(mut self, require: bool) -> Self {
        self.require_identity = require;
        self
    }

    /// The client.
    #[must_use]
    pub fn build(self) -> Client {
        let outbound = Outbound::new(Proxy::none(), self.has_identity);
        let settings = Settings {
            timeout: self.timeout,
            connect_timeout: self.connect_timeout,
            outbound: outbound.require_identity(self.require_identity),
        };
        Client::from_inner(Inner { agent: self.agent, foreign: true, settings: Arc::new(settings) })
    }
}

impl fmt::Debug for CustomClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomClientBuilder")
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("has_identity", &self.has_identity)
            .field("require_identity", &self.require_identity)
            .finish_non_exhaustive()
    }
}
