//! The way to a service: a proxy or none, TCP, TLS.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use http::Uri;
use http::uri::Authority;
use mpns_connect::transport::{DialError, Route, client_config};
use mpns_connect::{Connection, ProxyServer, Tls};
use ureq::Error;
use ureq::unversioned::resolver::Resolver;
use ureq::unversioned::transport::{ConnectionDetails, Connector, Transport};

use crate::client::Settings;
use crate::deadline::Deadline;
use crate::tls::TlsTransport;
use crate::whole::Whole;
use crate::{tcp, tunnel};

/// Makes the connections of a client. ureq's time limit for connecting covers all of it.
#[derive(Debug)]
pub(crate) struct Dialer<R> {
    pub(crate) tls: Tls,
    pub(crate) settings: Arc<Settings>,
    pub(crate) resolver: R,
}

impl<R: Resolver> Dialer<R> {
    fn dial(&self, details: &ConnectionDetails<'_>) -> Result<Whole, DialError> {
        let deadline = Deadline::of(details.timeout);
        let target = details.uri;
        let (mut transport, peer, origin, proxied) =
            match self.settings.outbound.proxy().decide(target) {
                Route::Forward(proxy) => {
                    let (transport, peer) = self.to_proxy(details, proxy, deadline)?;
                    (transport, peer, Some(origin(target)), true)
                }
                Route::Tunnel(proxy) => {
                    let (mut transport, peer) = self.to_proxy(details, proxy, deadline)?;
                    tunnel::open(&mut *transport, proxy, target, deadline)?;
                    (transport, peer, None, true)
                }
                Route::Direct => {
                    let (transport, peer) = tcp::connect(details, &self.resolver, target, deadline)
                        .map_err(|error| {
                            step(error, None, |source| DialError::tcp(None, source.into()))
                        })?;
                    (transport, peer, None, false)
                }
            };
        let mut session = None;
        if details.needs_tls() {
            let config = client_config(&self.tls);
            let tls = TlsTransport::connect(transport, config, details, deadline)?;
            session = tls.session();
            transport = Box::new(tls);
        }
        let connection = Connection::new(peer, session);
        let connection = if proxied { connection.proxied() } else { connection };
        Ok(Whole::new(transport, origin, connection))
    }

    fn to_proxy(
        &self,
        details: &ConnectionDetails<'_>,
        proxy: &ProxyServer,
        deadline: Deadline,
    ) -> Result<(Box<dyn Transport>, SocketAddr), DialError> {
        let failed = |source| DialError::tcp(Some(proxy), source);
        let address: Uri = format!("http://{proxy}/")
            .parse()
            .map_err(|error: http::uri::InvalidUri| failed(error.into()))?;
        tcp::connect(details, &self.resolver, &address, deadline)
            .map_err(|error| step(error, Some(proxy), |source| failed(source.into())))
    }
}

impl<R: Resolver> Connector for Dialer<R> {
    type Out = Whole;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        _: Option<()>,
    ) -> Result<Option<Whole>, Error> {
        self.dial(details).map(Some).map_err(|error| Error::Other(error.into()))
    }
}

/// The error of a step: either the time limit, with the proxy if that was waited for, or what `failed` makes
/// of it.
pub(crate) fn step(
    error: Error,
    proxy: Option<&ProxyServer>,
    failed: impl FnOnce(io::Error) -> DialError,
) -> DialError {
    match error {
        Error::Timeout(_) => DialError::Timeout { proxy: proxy.map(ToString::to_string) },
        Error::HostNotFound => {
            failed(io::Error::new(io::ErrorKind::NotFound, "the host name has no address"))
        }
        other => failed(other.into_io()),
    }
}

fn origin(target: &Uri) -> String {
    let scheme = target.scheme_str().unwrap_or_default();
    let authority = target.authority().map_or("", Authority::as_str);
    format!("{scheme}://{authority}")
}
