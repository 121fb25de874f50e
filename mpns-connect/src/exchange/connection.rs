use std::fmt;
use std::net::SocketAddr;

use crate::tls::client_auth::ClientAuth;
use crate::tls::session::TlsSession;

/// The connection that carried an exchange, for a log line.
///
/// ```
/// use mpns_connect::Connection;
///
/// let connection = Connection::new("10.0.0.1:443".parse()?, None);
/// assert_eq!(connection.to_string(), "10.0.0.1:443, new");
/// assert_eq!(connection.reused().to_string(), "10.0.0.1:443, reused");
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connection {
    peer: SocketAddr,
    tls: Option<TlsSession>,
    proxied: bool,
    reused: bool,
}

impl Connection {
    /// A new connection to a service.
    #[must_use]
    pub fn new(peer: SocketAddr, tls: Option<TlsSession>) -> Self {
        Self { peer, tls, proxied: false, reused: false }
    }

    /// The same connection, whose peer is a proxy.
    #[must_use]
    pub fn proxied(self) -> Self {
        Self { proxied: true, ..self }
    }

    /// The same connection, which an earlier exchange left open.
    #[must_use]
    pub fn reused(self) -> Self {
        Self { reused: true, ..self }
    }

    /// The address that was connected to: the service's, or the proxy's.
    #[must_use]
    pub fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// What the TLS handshake with the service agreed on; absent on an `http` channel.
    #[must_use]
    pub fn tls(&self) -> Option<TlsSession> {
        self.tls
    }

    /// Whether the service asked for the client certificate, and whether it was presented: see
    /// [`TlsSession::client_auth`]. Absent on an `http` channel, where nobody can ask.
    #[must_use]
    pub fn client_auth(&self) -> Option<ClientAuth> {
        self.tls?.client_auth()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_shows_its_peer_and_whether_it_is_new() {
        let peer = "10.0.0.1:80".parse().unwrap();
        let new = Connection::new(peer, None);
        for (connection, proxied, reused, text) in [
            (new, false, false, "10.0.0.1:80, new"),
            (new.reused(), false, true, "10.0.0.1:80, reused"),
            (new.proxied(), true, false, "proxy 10.0.0.1:80, new"),
            (new.proxied().reused(), true, true, "proxy 10.0.0.1:80, reused"),
        ] {
            assert_eq!(connection.to_string(), text);
            assert_eq!((connection.is_proxied(), connection.is_reused()), (proxied, reused));
            assert_eq!((connection.peer(), connection.tls()), (peer, None));
        }
    }
}
