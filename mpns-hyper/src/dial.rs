//! The steps to a connection: TCP, tunnel, TLS.

use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use mpns_connect::ProxyServer;
use mpns_connect::transport::{Connect, DialError, Progress, ProxyError, Route, server_name};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tower_service::Service as _;

use crate::attempt::AtProxy;
use crate::stream::Stream;

/// Connects to the host of an `http` or `https` URI, by the route given.
pub(crate) async fn dial(
    http: HttpConnector,
    tls: TlsConnector,
    target: &Uri,
    route: Route<'_>,
    at_proxy: &AtProxy,
) -> Result<Stream, DialError> {
    at_proxy.set(route.proxy().is_some());
    let (tcp, proxied) = match route {
        Route::Forward(proxy) => (to_proxy(http, proxy).await?, true),
        Route::Tunnel(proxy) => (tunnel(to_proxy(http, proxy).await?, proxy, target).await?, true),
        Route::Direct => (tcp(http, target.clone(), None).await?, false),
    };
    at_proxy.set(false);
    if target.scheme_str() != Some("https") {
        return Stream::plain(tcp, proxied).map_err(|error| DialError::Tcp(error.into()));
    }
    let tls = tls.connect(server_name(target)?, tcp).await.map_err(DialError::Tls)?;
    Stream::tls(tls, proxied).map_err(DialError::Tls)
}

/// The error for a time limit that was reached: who was waited for.
pub(crate) fn timeout(route: Route<'_>, at_proxy: &AtProxy) -> DialError {
    let proxy = route.proxy().filter(|_| at_proxy.get());
    DialError::Timeout { proxy: proxy.map(ToString::to_string) }
}

async fn tcp(
    mut http: HttpConnector,
    address: Uri,
    proxy: Option<&ProxyServer>,
) -> Result<TcpStream, DialError> {
    match http.call(address).await {
        Ok(stream) => Ok(stream.into_inner()),
        Err(error) => Err(DialError::tcp(proxy, error.into())),
    }
}

async fn to_proxy(http: HttpConnector, proxy: &ProxyServer) -> Result<TcpStream, DialError> {
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
    let mut connect = Connect::new(proxy, target).map_err(refused)?;
    tcp.write_all(connect.request()).await.map_err(broken)?;
    let mut buffer = [0; BUFFER];
    loop {
        let read = tcp.read(&mut buffer).await.map_err(broken)?;
        let bytes = buffer.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            return Err(refused(ProxyError::Closed));
        }
        if connect.receive(bytes).map_err(refused)? == Progress::Established {
            return Ok(tcp);
        }
    }
}

/// More than the head of any usual answer to CONNECT.
const BUFFER: usize = 1024;
