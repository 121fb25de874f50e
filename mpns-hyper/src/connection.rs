use std::{
    fmt,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use mpns_connect::TlsSession;

/// The connection that carried an exchange, for a log line.
///
/// It is an extension of every response that [`Client::request`](crate::Client::request) returns, unless the connector is a
/// caller's own.
///
/// ```
/// # fn log(response: http::Response<()>) {
/// if let Some(connection) = response.extensions().get::<mpns_hyper::Connection>() {
///     eprintln!("{connection}"); // such as "10.0.0.1:443, TLS 1.3 TLS_AES_256_GCM_SHA384, reused"
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    peer: SocketAddr,
    tls: Option<TlsSession>,
    proxied: bool,
    reused: bool,
}

impl Connection {
    /// The address that was connected to: the service's, or the proxy's.
    #[must_use]
    pub fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// What the TLS handshake with the service came to; none on an `http` channel.
    #[must_use]
    pub fn tls(&self) -> Option<&TlsSession> {
        self.tls.as_ref()
    }

    /// Whether the peer is a proxy.
    #[must_use]
    pub fn is_proxied(&self) -> bool {
        self.proxied
    }

    /// Whether an earlier exchange left the connection open.
    #[must_use]
    pub fn is_reused(&self) -> bool {
        self.reused
    }
}

impl fmt::Display for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.proxied { "proxy " } else { "" }, self.peer)?;
        if let Some(tls) = &self.tls {
            write!(f, ", {tls}")?;
        }
        f.write_str(if self.reused { ", reused" } else { ", new" })
    }
}

/// A connection as its stream knows it, shared by all of its exchanges.
#[derive(Clone)]
pub(crate) struct Facts {
    new: Connection,
    used: Arc<AtomicBool>,
}

impl Facts {
    pub(crate) fn new(peer: SocketAddr, tls: Option<TlsSession>, proxied: bool) -> Self {
        Self { new: Connection { peer, tls, proxied, reused: false }, used: Arc::default() }
    }

    /// The connection for one exchange more.
    pub(crate) fn next(&self) -> Connection {
        Connection { reused: self.used.swap(true, Ordering::Relaxed), ..self.new.clone() }
    }
}
