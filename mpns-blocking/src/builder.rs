use std::sync::Arc;
use std::time::Duration;

use mpns_connect::transport::{
    DEFAULT_CONNECT_TIMEOUT, DEFAULT_MAX_IDLE_CONNECTIONS, DEFAULT_TIMEOUT, LONGEST_TIMEOUT,
    MAX_IDLE, Outbound,
};
use mpns_connect::{Proxy, Tls};
use ureq::Agent;
use ureq::unversioned::resolver::{DefaultResolver, Resolver};

use crate::Client;
use crate::client::{Inner, Settings};
use crate::dialer::Dialer;
use crate::tcp::Unresolved;

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
        self.timeout = timeout.min(LONGEST_TIMEOUT);
        self
    }

    /// The time limit for all of connecting: name resolution, TCP, a proxy's tunnel, TLS. By default it is
    /// [`DEFAULT_CONNECT_TIMEOUT`], 5 seconds.
    ///
    /// A name lookup can outlast this limit, as the system's resolver cannot be interrupted: it runs on a
    /// thread of its own, and an error comes in time.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout.min(LONGEST_TIMEOUT);
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
    ///
    /// For all hosts together, the limit is 512, or this number if it is larger: ureq compares them all with
    /// each other at each request.
    pub fn max_idle_connections(mut self, connections: usize) -> Self {
        self.max_idle_connections = connections;
        self
    }

    /// The client.
    pub fn build(self) -> Client {
        self.build_with_resolver(DefaultResolver::default())
    }

    pub(crate) fn build_with_resolver(self, resolver: impl Resolver) -> Client {
        let config = Agent::config_builder()
            .user_agent("")
            .proxy(None)
            .max_idle_connections(self.max_idle_connections.max(MAX_IDLE_IN_ALL))
            .max_idle_connections_per_host(self.max_idle_connections)
            .max_idle_age(MAX_IDLE)
            .input_buffer_size(BUFFER)
            .output_buffer_size(BUFFER)
            .build();
        let tls = self.tls.clone().unwrap_or_default();
        let settings = Arc::new(self.settings());
        let dialer = Dialer { tls, settings: Arc::clone(&settings), resolver };
        let agent = Agent::with_parts(config, dialer, Unresolved);
        Client::from_inner(Inner { agent, foreign: false, settings })
    }

    fn settings(self) -> Settings {
        let has_identity = self.tls.is_some_and(|tls| tls.has_identity());
        Settings {
            timeout: self.timeout,
            connect_timeout: self.connect_timeout,
            outbound: Outbound::new(self.proxy, has_identity)
                .require_identity(self.require_identity),
        }
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

/// Larger than a notification and its head, so that they leave in one write.
const BUFFER: usize = 8 * 1024;
/// How many unused connections are kept for all hosts together. With one to each of 512 hosts, looking
/// through them takes ureq about 2 ms for a request, and 11 ms with one to each of 1,000; with 64 to each of
/// 8 hosts it takes less than 0.1 ms.
const MAX_IDLE_IN_ALL: usize = 512;
