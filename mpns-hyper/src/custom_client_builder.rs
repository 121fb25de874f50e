use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::Connect;
use mpns_connect::Proxy;
use mpns_connect::transport::{DEFAULT_MAX_IDLE_CONNECTIONS, DEFAULT_TIMEOUT, ErrorKind, Outbound};

use crate::Client;
use crate::builder::{HEAD, http};
use crate::client::Settings;
use crate::gate::Gate;

/// Settings for a [`Client`] over a client or a connector of the caller's, which sees to connecting by
/// itself: to TLS, proxies, and a time limit for connecting.
///
/// Its connections cannot be seen from here: responses come without a [`Connection`](crate::Connection).
#[derive(Clone)]
#[must_use]
pub struct CustomClientBuilder<C> {
    http: legacy::Client<C, Full<Bytes>>,
    bad_head: ErrorKind,
    timeout: Duration,
    has_identity: bool,
    require_identity: bool,
}

impl<C> Client<C> {
    /// Settings for a client over a hyper-util client of the caller's.
    ///
    /// It has to speak HTTP/1.1. To take as long a head as the other clients do, 128 headers and 64 KiB, it
    /// has to be told so: hyper's own bounds are 100 headers and about 400 KiB. A longer head than it takes
    /// is an error that says nothing of these bounds, and that the request may have been delivered.
    ///
    /// ```
    /// use hyper_util::{client::legacy, rt::TokioExecutor};
    /// use mpns_hyper::Client;
    ///
    /// let http = legacy::Client::builder(TokioExecutor::new())
    ///     .http1_max_headers(128)
    ///     .http1_max_buf_size(64 * 1024)
    ///     .build_http();
    /// let client = Client::builder_over_client(http).build();
    /// ```
    pub fn builder_over_client(client: legacy::Client<C, Full<Bytes>>) -> CustomClientBuilder<C> {
        CustomClientBuilder {
            http: client,
            bad_head: ErrorKind::NoReply,
            timeout: DEFAULT_TIMEOUT,
            has_identity: false,
            require_identity: false,
        }
    }
}

impl<C: Connect + Clone> Client<C> {
    /// Settings for a client over a connector of the caller's. It keeps up to
    /// [`DEFAULT_MAX_IDLE_CONNECTIONS`] unused connections to one host; for another number, bring a client of
    /// your own to [`builder_over_client`](Client::builder_over_client).
    pub fn builder_over_connector(connector: C) -> CustomClientBuilder<C> {
        // A stale connection of another connector cannot be seen from here, so hyper-util has to replace it.
        let client = http(connector, DEFAULT_MAX_IDLE_CONNECTIONS, true);
        CustomClientBuilder { bad_head: HEAD, ..Self::builder_over_client(client) }
    }
}

impl<C> CustomClientBuilder<C> {
    /// The time limit for a whole exchange, connecting included: by default [`DEFAULT_TIMEOUT`], 15 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
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
    pub fn build(self) -> Client<C> {
        let outbound = Outbound::new(Proxy::none(), self.has_identity);
        let settings = Settings {
            timeout: self.timeout,
            // The connector's own limit is not known.
            connect_timeout: self.timeout,
            outbound: outbound.require_identity(self.require_identity),
            bad_head: self.bad_head,
            gate: Gate::new(self.timeout),
        };
        Client { http: self.http, settings: Arc::new(settings) }
    }
}

impl<C> fmt::Debug for CustomClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomClientBuilder")
            .field("timeout", &self.timeout)
            .field("has_identity", &self.has_identity)
            .field("require_identity", &self.require_identity)
            .finish_non_exhaustive()
    }
}
