//! The way to a service: a proxy or none, TCP, TLS.

use std::{io, net::SocketAddr};

use http::{Uri, uri::Authority};
use mpns_connect::{Proxy, ProxyServer, Route, Tls};
use ureq::{
    Error,
    unversioned::{
        resolver::Resolver,
        transport::{ConnectionDetails, Connector, Transport},
    },
};

use crate::{
    connection::Connection, deadline::Deadline, dial_error::DialError, tcp, tls::TlsTransport,
    tunnel, whole::Whole,
};

/// Makes the connections of a client. All of it stands under ureq's limit for connecting.
#[derive(Debug)]
pub(crate) struct Dialer<R> {
    /// None where the default could not be made, which then only `https` misses.
    pub(crate) tls: Option<Tls>,
    pub(crate) proxy: Proxy,
    pub(crate) resolver: R,
}

impl<R: Resolver> Dialer<R> {
    fn dial(&self, details: &ConnectionDetails<'_>) -> Result<Whole, DialError> {
        let deadline = Deadline::of(details.timeout);
        let target = details.uri;
        let (mut transport, peer, origin, proxied) = match self.proxy.decide(target) {
            Route::Forward(proxy) => {
                let (transport, peer) = self.to_proxy(details, proxy, deadline)?;
                (transport, peer, Some(origin(target)), true)
            }
            Route::Tunnel(proxy) => {
                let (mut transport, peer) = self.to_proxy(details, proxy, deadline)?;
                tunnel::open(&mut *transport, proxy, target, deadline)?;
                (transport, peer, None, true)
            }
            _ => {
                let (transport, peer) = tcp::connect(details, &self.resolver, target, deadline)
                    .map_err(|error| DialError::new(error, DialError::Tcp))?;
                (transport, peer, None, false)
            }
        };
        let mut session = None;
        if details.needs_tls() {
            let config = self.tls.as_ref().ok_or(DialError::NoTls)?;
            let tls = TlsTransport::connect(transport, config.client_config(), details, deadline)?;
            session = tls.session();
            transport = Box::new(tls);
        }
        let connection = Connection { peer, tls: session, proxied, reused: false };
        Ok(Whole::new(transport, origin, connection))
    }

    fn to_proxy(
        &self,
        details: &ConnectionDetails<'_>,
        proxy: &ProxyServer,
        deadline: Deadline,
    ) -> Result<(Box<dyn Transport>, SocketAddr), DialError> {
        let failed = |source| DialError::ProxyTcp { proxy: proxy.to_string(), source };
        let address: Uri = format!("http://{proxy}/")
            .parse()
            .map_err(|error| failed(io::Error::new(io::ErrorKind::InvalidInput, error)))?;
        tcp::connect(details, &self.resolver, &address, deadline)
            .map_err(|error| DialError::new(error, failed))
    }
}

impl<R: Resolver> Connector for Dialer<R> {
    type Out = Whole;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        _: Option<()>,
    ) -> Result<Option<Whole>, Error> {
        Ok(Some(self.dial(details)?))
    }
}

fn origin(target: &Uri) -> String {
    let scheme = target.scheme_str().unwrap_or_default();
    let authority = target.authority().map_or("", Authority::as_str);
    format!("{scheme}://{authority}")
}
