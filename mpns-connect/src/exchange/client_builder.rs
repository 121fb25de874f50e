use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use mpns_proto::AllowedHosts;

use super::bounds::{
    DEFAULT_CONNECT_TIMEOUT, DEFAULT_MAX_IDLE_CONNECTIONS, DEFAULT_MAX_IDLE_CONNECTIONS_IN_ALL,
    DEFAULT_TIMEOUT, LONGEST_TIMEOUT,
};
use super::settings::Settings;
use crate::lookup::{LookupSystem, OperatingSystem, Resolver};
use crate::proxy::proxy::Proxy;
use crate::restriction::Restrictions;
use crate::tls::tls::Tls;

/// Settings for the client of a transport, such as `mpns_hyper::Client` or `mpns_blocking::Client`.
#[derive(Clone, Debug)]
#[must_use]
pub struct ClientBuilder<C> {
    timeout: Duration,
    connect_timeout: Duration,
    max_idle_connections: usize,
    max_idle_connections_in_all: Option<usize>,
    tls: Option<Tls>,
    proxy: Proxy,
    require_identity: bool,
    restrictions: Restrictions,
    lookup_system: Arc<dyn LookupSystem>,
    client: PhantomData<fn() -> C>,
}

impl<C: From<Settings>> ClientBuilder<C> {
    /// The time limit for a whole exchange, connecting included: by default [`DEFAULT_TIMEOUT`], 15 seconds.
    ///
    /// A name lookup can outlast it, but nobody waits for that: see [`connect_timeout`](Self::connect_timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout.min(LONGEST_TIMEOUT);
        self
    }

    /// The time limit for all of connecting: name resolution, TCP, a proxy's tunnel, TLS. By default it is
    /// [`DEFAULT_CONNECT_TIMEOUT`], 5 seconds.
    ///
    /// The error is returned in time, but the system's resolver cannot be interrupted: a name lookup that outlasts
    /// the limit continues on a thread of its own, of which a client has at most
    /// [`MAX_LOOKUPS`](crate::transport::MAX_LOOKUPS). Nothing waits for it, neither a runtime nor the end of the
    /// program: see [`Resolver`].
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

    /// Refuses to send to other hosts. By default any host is that of a channel: a sender that takes channel URIs from
    /// others should have a list.
    pub fn allowed_hosts(mut self, hosts: AllowedHosts) -> Self {
        self.restrictions.hosts = Some(hosts);
        self
    }

    /// Refuses to send to addresses that are not public, such as those of this machine, of its network, or of the
    /// metadata of a cloud. By default any address is dialled.
    ///
    /// What is checked is the address that is dialled. A proxy looks names up itself: then only addresses, names
    /// of this machine and numbers are refused, and the proxy has to do the rest. The proxy may have any address.
    pub fn public_addresses_only(mut self, public_only: bool) -> Self {
        self.restrictions.public_only = public_only;
        self
    }

    /// How many unused connections to one host are kept open: by default [`DEFAULT_MAX_IDLE_CONNECTIONS`],
    /// 64. With 0, no connection is used twice.
    ///
    /// Connections in use are not limited by this: each request under way has one to itself, so there are as
    /// many as concurrent requests, which `send_all` limits.
    ///
    /// See also [`max_idle_connections_in_all`](Self::max_idle_connections_in_all).
    pub fn max_idle_connections(mut self, connections: usize) -> Self {
        self.max_idle_connections = connections;
        self
    }

    /// How many unused connections to all hosts together are kept open: by default
    /// [`DEFAULT_MAX_IDLE_CONNECTIONS_IN_ALL`], 1,024, or as many as to one host, if that is more.
    ///
    /// If the process has no descriptor left for a new connection, those that are unused for the longest time are given
    /// up for it, however few there are.
    pub fn max_idle_connections_in_all(mut self, connections: usize) -> Self {
        self.max_idle_connections_in_all = Some(connections);
        self
    }

    /// Looks up names with this system, for tests.
    #[doc(hidden)]
    pub fn lookup_system(mut self, system: Arc<dyn LookupSystem>) -> Self {
        self.lookup_system = system;
        self
    }

    /// The client.
    #[must_use]
    pub fn build(self) -> C {
        let default_in_all = DEFAULT_MAX_IDLE_CONNECTIONS_IN_ALL.max(self.max_idle_connections);
        C::from(Settings {
            timeout: self.timeout,
            connect_timeout: self.connect_timeout,
            max_idle_connections: self.max_idle_connections,
            max_idle_connections_in_all: self.max_idle_connections_in_all.unwrap_or(default_in_all),
            tls: self.tls.unwrap_or_default(),
            proxy: self.proxy,
            require_identity: self.require_identity,
            restrictions: self.restrictions,
            resolver: Resolver::new(self.lookup_system),
        })
    }
}

impl<C> Default for ClientBuilder<C> {
    fn default() -> Self {
        Self {
            timeout: DEFAULT_TIMEOUT,
            connect_timeout: DEFAULT_CONNECT_TIMEOUT,
            max_idle_connections: DEFAULT_MAX_IDLE_CONNECTIONS,
            max_idle_connections_in_all: None,
            tls: None,
            proxy: Proxy::none(),
            require_identity: false,
            restrictions: Restrictions::default(),
            lookup_system: Arc::new(OperatingSystem),
            client: PhantomData,
        }
    }
}

/// What [`ClientBuilder`] creates if nothing is changed.
impl Default for Settings {
    fn default() -> Self {
        ClientBuilder::default().build()
    }
}
