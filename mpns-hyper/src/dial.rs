//! The steps to a connection: TCP, tunnel, TLS.

use std::io;
use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicBool, Ordering};

use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use mpns_connect::transport::{
    DialError, Progress, ProxyError, Route, TlsSession, Tunnel, server_name,
};
use mpns_connect::{Connection, ProxyServer};
use socket2::SockRef;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tower_service::Service as _;

use crate::connect::Opened;
use crate::tap::Tap;

/// Whether the proxy is waited for, not the service behind it.
#[derive(Default)]
pub(crate) struct AtProxy(AtomicBool);

impl AtProxy {
    fn set(&self, is_waited_for: bool) {
        self.0.store(is_waited_for, Ordering::Relaxed);
    }

    /// The error for a time limit that was reached on this route: who was waited for.
    pub(crate) fn timed_out(&self, route: Route<'_>) -> DialError {
        let proxy = route.proxy().filter(|_| self.0.load(Ordering::Relaxed));
        DialError::Timeout { proxy: proxy.map(ToString::to_string) }
    }
}

/// Connects to the host of an `http` or `https` URI, by the route given.
pub(crate) async fn dial(
    http: &HttpConnector,
    tls: &TlsConnector,
    target: &Uri,
    route: Route<'_>,
    at_proxy: &AtProxy,
) -> Result<Opened, DialError> {
    at_proxy.set(route.proxy().is_some());
    let (tcp, is_forwarded) = match route {
        Route::Forward(proxy) => (to_proxy(http, proxy).await?, true),
        Route::Tunnel(proxy) => (tunnel(to_proxy(http, proxy).await?, proxy, target).await?, false),
        Route::Direct => (tcp(http, target.clone(), None).await?, false),
    };
    at_proxy.set(false);
    let peer = tcp.peer_addr().map_err(|error| DialError::Tcp(error.into()))?;
    let (opened, session) = if target.scheme_str() == Some("https") {
        let tls = tls.connect(server_name(target)?, tcp).await.map_err(DialError::Tls)?;
        let session = TlsSession::of(tls.get_ref().1);
        let tap = Tap::new(TokioIo::new(tls), |tls| has_input(tls.inner().get_ref().0));
        (Opened::new(tap), session)
    } else {
        (Opened::new(Tap::new(TokioIo::new(tcp), |tcp| has_input(tcp.inner()))), None)
    };
    let connection = Connection::new(peer, session);
    let connection = if route.proxy().is_some() { connection.proxied() } else { connection };
    Ok(Opened { is_forwarded, connection: Some(connection), ..opened })
}

/// Whether there is anything to read, or an end or an error to be told of.
fn has_input(tcp: &TcpStream) -> bool {
    let peeked = SockRef::from(tcp).peek(&mut [MaybeUninit::uninit()]);
    !peeked.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
}

async fn tcp(
    http: &HttpConnector,
    address: Uri,
    proxy: Option<&ProxyServer>,
) -> Result<TcpStream, DialError> {
    match http.clone().call(address).await {
        Ok(stream) => Ok(stream.into_inner()),
        Err(error) => Err(DialError::tcp(proxy, error.into())),
    }
}

async fn to_proxy(http: &HttpConnector, proxy: &ProxyServer) -> Result<TcpStream, DialError> {
    let address = format!("http://{proxy}/")
        .parse()
        .map_err(|error: http::uri::InvalidUri| DialError::tcp(Some(proxy), error.into()))?;
    tcp(http, address, Some(proxy)).await
}

async fn tunnel(
    mut tcp: TcpStream,
    proxy: &ProxyServer,
    target: &Uri,
) -> Result<TcpStream, DialError> {
    let refused = |source| DialError::Proxy { proxy: proxy.to_string(), source };
    let broken = |source| DialError::ProxyIo { proxy: proxy.to_string(), source };
    let mut tunnel = Tunnel::new(proxy, target).map_err(refused)?;
    tcp.write_all(tunnel.request()).await.map_err(broken)?;
    let mut buffer = [0; BUFFER];
    loop {
        let read = tcp.read(&mut buffer).await.map_err(broken)?;
        let bytes = buffer.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            return Err(refused(ProxyError::Closed));
        }
        if tunnel.receive(bytes).map_err(refused)? == Progress::Established {
            return Ok(tcp);
        }
    }
}

/// More than the head of any usual answer to CONNECT.
const BUFFER: usize = 1024;
