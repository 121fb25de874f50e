use super::server::ProxyServer;

/// How one request travels, as decided by [`Proxy::decide`](crate::Proxy::decide).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route<'a> {
    /// Directly to the service.
    Direct,
    /// To this proxy in absolute form (`POST http://host/path HTTP/1.1`), with the proxy's
    /// [authorization](ProxyServer::authorization) as `Proxy-Authorization`.
    Forward(&'a ProxyServer),
    /// Through a tunnel that this proxy opens on CONNECT (see [`Tunnel`](crate::transport::Tunnel)). The
    /// request itself has nothing for the proxy.
    Tunnel(&'a ProxyServer),
}

impl<'a> Route<'a> {
    /// The proxy, if there is one on the way.
    #[must_use]
    pub fn proxy(self) -> Option<&'a ProxyServer> {
        match self {
            Self::Direct => None,
            Self::Forward(proxy) | Self::Tunnel(proxy) => Some(proxy),
        }
    }
}
