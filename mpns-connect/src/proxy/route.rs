use super::server::ProxyServer;

/// How one request reaches its service: the result of [`Proxy::decide`](crate::Proxy::decide).
///
/// It is exhaustive, because a transport has to handle each case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route<'a> {
    /// Directly to the service.
    Direct,
    /// To this proxy in absolute form (`POST http://host/path HTTP/1.1`), with the proxy's
    /// [authorization](ProxyServer::authorization) as `Proxy-Authorization`.
    Forward(&'a ProxyServer),
    /// Through a tunnel that this proxy opens (see [`Tunnel`](crate::transport::Tunnel)). The request itself
    /// contains nothing for the proxy.
    Tunnel(&'a ProxyServer),
}

impl<'a> Route<'a> {
    /// The proxy, unless the request is sent directly.
    #[must_use]
    pub fn proxy(self) -> Option<&'a ProxyServer> {
        match self {
            Self::Direct => None,
            Self::Forward(proxy) | Self::Tunnel(proxy) => Some(proxy),
        }
    }
}
