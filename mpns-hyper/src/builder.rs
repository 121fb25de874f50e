use std::sync::Arc;
use std::time::Duration;

use mpns_connect::transport::{
    DEFAULT_CONNECT_TIMEOUT, DEFAULT_MAX_IDLE_CONNECTIONS, DEFAULT_TIMEOUT, Outbound,
};
use mpns_connect::{Proxy, Tls};

use crate::Client;
use crate::client::{Over, Settings};
use crate::connector::Connector;
use crate::exchange::Exchange;

/// Settings for a [`Client`].
#[derive(Clone, Debug)]
#[must_use]
pub struct ClientBuilder {
    timeout: Duration,
    connect_timeout: Duration,
    tls: Option<Tls>,
    proxy: Proxy,
    require_identity: bool,
    max_idle_connections: usize,
}

impl ClientBuilder {
    /// The time limit for a whole exchange, connecting included: by default [`DEFAULT_TIMEOUT`], 15 seconds.
    ///
    /// A name lookup can outlast it: see [`connect_timeout`](Self::connect_timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The time limit for all of connecting: name resolution, TCP, a proxy's tunnel, TLS. By default it is
    /// [`DEFAULT_CONNECT_TIMEOUT`], 5 seconds.
    ///
    /// A name lookup can outlast this limit, as the system's resolver cannot be interrupted: it runs on a
    /// blocking thread of tokio. An error comes in time, but dropping the runtime waits for the lookup.
    /// [`Runtime::shutdown_background`] does not.
    ///
    /// [`Runtime::shutdown_background`]: tokio::runtime::Runtime::shutdown_background
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Identity, trust, cipher suites and versions of TLS. By default there is no identity, and Mozilla's
    /// list of authorities is trusted.
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Which requests go through which proxy. By default none does: the environment is read only by
    /// [`Proxy::from_env`].
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.proxy = proxy;
        self
    }

    /// Refuses to send to an `https` channel if no identity is configured. By default the service decides.
    pub fn require_identity(mut self, require: bool) -> Self {
        self.require_identity = require;
        self
    }

    /// How many unused connections to one host are kept open: by default [`DEFAULT_MAX_IDLE_CONNECTIONS`],
    /// 64. With 0, no connection is used twice.
    ///
    /// Connections in use are not limited by this: each request under way has one to itself, so there are as
    /// many as concurrent requests, which [`Client::send_all`] limits.
    pub fn max_idle_connections(mut self, connections: usize) -> Self {
        self.max_idle_connections = connections;
        self
    }

    /// The client.
    #[must_use]
    pub fn build(self) -> Client {
        let tls = self.tls.unwrap_or_default();
        let outbound = Outbound::new(self.proxy, tls.has_identity());
        let settings = Settings {
            timeout: self.timeout,
            connect_timeout: self.connect_timeout,
            outbound: outbound.require_identity(self.require_identity),
        };
        let connector = Arc::new(Connector::new(&tls, self.connect_timeout));
        Client::over(
            Over::Connections(Exchange::new(connector, self.max_idle_connections)),
            settings,
        )
    }
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            timeout: DEFAULT_TIMEOUT,
            connect_timeout: DEFAULT_CONNECT_TIMEOUT,
            tls: None,
            proxy: Proxy::none(),
            require_identity: false,
            max_idle_connections: DEFAULT_MAX_IDLE_CONNECTIONS,
        }
    }
}
