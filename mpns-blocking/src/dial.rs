//! The steps to a connection: name lookup, TCP, tunnel, TLS.

use std::io::{self, Read as _, Write as _};
use std::net::SocketAddr;

use http::Uri;
use http::uri::Scheme;
use mpns_connect::transport::{
    DialError, Progress, ProxyError, Route, Settings, Tunnel, server_name,
};
use mpns_connect::{Connection, ProxyServer};
use mpns_proto::Origin;

use crate::buffers::ExchangeBuffers;
use crate::deadline::Deadline;
use crate::stream::Stream;
use crate::tcp::{Tcp, TimeLimit};
use crate::wire::Wire;

/// Opens connections as the settings say.
#[derive(Debug)]
pub(crate) struct Dialer {
    pub(crate) settings: Settings,
}

/// A connection on which nothing was sent.
pub(crate) struct Dialed {
    pub(crate) wire: Wire,
    pub(crate) connection: Connection,
}

impl Dialer {
    /// Connects to the host of the URI, before the deadline.
    pub(crate) fn dial(&self, target: &Uri, deadline: Deadline) -> Result<Dialed, DialError> {
        let settings = &self.settings;
        let is_https = target.scheme() == Some(&Scheme::HTTPS);
        let name = is_https.then(|| server_name(target)).transpose()?;
        let route = settings.proxy().decide(target);
        let ((tcp, peer), origin) = match route {
            Route::Direct => (self.tcp(target, None, deadline)?, None),
            Route::Forward(proxy) => {
                let origin = Origin::of(target).map_err(|error| DialError::Tcp(error.into()))?;
                (self.to_proxy(proxy, deadline)?, Some(origin.to_string()))
            }
            Route::Tunnel(proxy) => {
                let (mut tcp, peer) = self.to_proxy(proxy, deadline)?;
                tunnel(&mut tcp, proxy, target)?;
                ((tcp, peer), None)
            }
        };
        let (stream, session) = match name {
            Some(name) => Stream::shake_hands(tcp, settings.tls(), &name)
                .map_err(|error| step(error, None, DialError::Tls))?,
            None => (Stream::Plain(tcp), None),
        };
        let connection = Connection::new(peer, session);
        let connection = if route.proxy().is_some() { connection.proxied() } else { connection };
        let wire = Wire { stream, origin, buffers: ExchangeBuffers::default(), deadline };
        Ok(Dialed { wire, connection })
    }

    fn to_proxy(
        &self,
        proxy: &ProxyServer,
        deadline: Deadline,
    ) -> Result<(Tcp, SocketAddr), DialError> {
        let address = format!("http://{proxy}/")
            .parse()
            .map_err(|error: http::uri::InvalidUri| DialError::tcp(Some(proxy), error.into()))?;
        self.tcp(&address, Some(proxy), deadline)
    }

    /// Connects to the host and port of a URI: tries its addresses in order, each with its share of the time.
    fn tcp(
        &self,
        uri: &Uri,
        proxy: Option<&ProxyServer>,
        deadline: Deadline,
    ) -> Result<(Tcp, SocketAddr), DialError> {
        let failed = |error| step(error, proxy, |source| DialError::tcp(proxy, source.into()));
        let origin = Origin::of(uri).map_err(|error| DialError::tcp(proxy, error.into()))?;
        let addresses = self.settings.resolver().addresses(&origin).wait(deadline.end());
        let addresses = match addresses.ok_or_else(|| failed(TimeLimit.into()))? {
            Ok(addresses) if proxy.is_some() => addresses,
            Ok(addresses) => {
                self.settings.restrictions().permit(addresses).map_err(DialError::NotAllowed)?
            }
            Err(error) => return Err(DialError::tcp(proxy, error.into())),
        };
        let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
        let mut left = u32::try_from(addresses.len()).unwrap_or(u32::MAX);
        for address in &addresses {
            match Tcp::connect(address, deadline.share(left)) {
                Ok(mut tcp) => {
                    tcp.set_deadline(deadline);
                    return Ok((tcp, *address));
                }
                Err(error) => last = error,
            }
            left = left.saturating_sub(1);
        }
        Err(failed(last))
    }
}

fn tunnel(tcp: &mut Tcp, proxy: &ProxyServer, target: &Uri) -> Result<(), DialError> {
    let refused = |source| DialError::Proxy { proxy: proxy.to_string(), source };
    let io = |source| DialError::ProxyIo { proxy: proxy.to_string(), source };
    let broken = |error| step(error, Some(proxy), io);
    let mut tunnel = Tunnel::new(proxy, target).map_err(refused)?;
    tcp.write_all(tunnel.request()).map_err(broken)?;
    let mut buffer = [0; BUFFER];
    loop {
        let read = tcp.read(&mut buffer).map_err(broken)?;
        let bytes = buffer.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            return Err(refused(ProxyError::Closed));
        }
        if tunnel.receive(bytes).map_err(refused)? == Progress::Established {
            return Ok(());
        }
    }
}

/// The error of a step: either the time limit, with the proxy if that was waited for, or what `failed` makes
/// of it.
fn step(
    error: io::Error,
    proxy: Option<&ProxyServer>,
    failed: impl FnOnce(io::Error) -> DialError,
) -> DialError {
    if TimeLimit::is_reason_of(&error) {
        DialError::Timeout { proxy: proxy.map(ToString::to_string) }
    } else {
        failed(error)
    }
}

/// More than the head of any usual answer to CONNECT.
const BUFFER: usize = 1024;
