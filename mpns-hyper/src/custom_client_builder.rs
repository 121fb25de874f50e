use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Uri;
use http_body_util::Full;
use hyper::rt::{Read, Write};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::{self, Connection};
use mpns_connect::Proxy;
use mpns_connect::transport::{DEFAULT_MAX_IDLE_CONNECTIONS, DEFAULT_TIMEOUT, Outbound};
use tower_service::Service;

use crate::Client;
use crate::client::{Over, Settings};
use crate::connect::Connect;
use crate::custom_client::CustomClient;
use crate::custom_connector::CustomConnector;
use crate::exchange::Exchange;

/// Settings for a [`Client`] over a client or a connector of the caller's, which sees to connecting by
/// itself: to TLS, proxies, and a time limit for connecting.
///
/// Its connections cannot be seen from here: responses come without a [`Connection`](crate::Connection).
#[derive(Clone)]
#[must_use]
pub struct CustomClientBuilder {
    over: Custom,
    timeout: Duration,
    has_identity: bool,
    require_identity: bool,
}

#[derive(Clone)]
enum Custom {
    Connector(Arc<dyn Connect>),
    Client(Arc<dyn CustomClient>),
}

impl Client {
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
    pub fn builder_over_client<C>(client: legacy::Client<C, Full<Bytes>>) -> CustomClientBuilder
    where
        C: connect::Connect + Clone + Send + Sync + 'static,
    {
        CustomClientBuilder::new(Custom::Client(Arc::new(client)))
    }

    /// Settings for a client over a connector of the caller's, which takes the URI of a request and connects to
    /// its host. It has to leave the connection to HTTP/1.1.
    ///
    /// Up to [`DEFAULT_MAX_IDLE_CONNECTIONS`] unused connections to one host are kept.
    ///
    /// ```
    /// use hyper_util::client::legacy::connect::HttpConnector;
    /// use mpns_hyper::Client;
    ///
    /// let mut connector = HttpConnector::new();
    /// connector.set_local_address(Some("10.0.0.7".parse()?));
    /// let client = Client::builder_over_connector(connector).build();
    /// # Ok::<(), std::net::AddrParseError>(())
    /// ```
    pub fn builder_over_connector<C>(connector: C) -> CustomClientBuilder
    where
        C: Service<Uri, Error: Into<Box<dyn Error + Send + Sync>>, Future: Send>,
        C: Clone + Send + Sync + 'static,
        C::Response: Read + Write + Connection + Unpin + Send + 'static,
    {
        CustomClientBuilder::new(Custom::Connector(Arc::new(CustomConnector(connector))))
    }
}

impl CustomClientBuilder {
    fn new(over: Custom) -> Self {
        Self { over, timeout: DEFAULT_TIMEOUT, has_identity: false, require_identity: false }
    }

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
    pub fn build(self) -> Client {
        let outbound = Outbound::new(Proxy::none(), self.has_identity);
        let settings = Settings {
            timeout: self.timeout,
            // The connector's own limit is not known.
            connect_timeout: self.timeout,
            outbound: outbound.require_identity(self.require_identity),
        };
        let over = match self.over {
            Custom::Connector(connector) => {
                Over::Connections(Exchange::new(connector, DEFAULT_MAX_IDLE_CONNECTIONS))
            }
            Custom::Client(client) => Over::Client(client),
        };
        Client::over(over, settings)
    }
}

impl fmt::Debug for CustomClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomClientBuilder")
            .field("timeout", &self.timeout)
            .field("has_identity", &self.has_identity)
            .field("require_identity", &self.require_identity)
            .finish_non_exhaustive()
    }
}
