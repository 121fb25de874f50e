use std::{cell::Cell, fmt, net::SocketAddr};

use mpns_connect::TlsSession;

/// The connection that carried an exchange, for a log line.
///
/// It is an extension of every response that [`Client::request`](crate::Client::request) returns, unless the agent is a
/// caller's own.
///
/// ```
/// # fn log(response: http::Response<()>) {
/// if let Some(connection) = response.extensions().get::<mpns_blocking::Connection>() {
///     eprintln!("{connection}"); // such as "10.0.0.1:443, TLS 1.3 TLS_AES_256_GCM_SHA384, reused"
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connection {
    pub(crate) peer: SocketAddr,
    pub(crate) tls: Option<TlsSession>,
    pub(crate) proxied: bool,
    pub(crate) reused: bool,
}

impl Connection {
    /// The address that was connected to: the service's, or the proxy's.
    #[must_use]
    pub fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// What the TLS handshake with the service came to; none on an `http` channel.
    #[must_use]
    pub fn tls(&self) -> Option<TlsSession> {
        self.tls
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
        if let Some(tls) = self.tls {
            write!(f, ", {tls}")?;
        }
        f.write_str(if self.reused { ", reused" } else { ", new" })
    }
}

/// Runs one exchange, and tells over which connection its first byte may have left, if over any.
///
/// The transport below ureq knows, and the client above it has to: all they share is the thread.
pub(crate) fn observe<T>(exchange: impl FnOnce() -> T) -> (T, Option<Connection>) {
    SENDING.take();
    let result = exchange();
    (result, SENDING.take())
}

/// Says that the first byte of a request is about to leave.
pub(crate) fn sending(over: Connection) {
    SENDING.set(Some(over));
}

thread_local! {
    static SENDING: Cell<Option<Connection>> = const { Cell::new(None) };
}
