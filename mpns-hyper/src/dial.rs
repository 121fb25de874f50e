//! The steps to a connection: TCP, tunnel, TLS.

use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use mpns_connect::{Connect, DialError, Progress, ProxyError, ProxyServer, Route, server_name};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;
use tower_service::Service as _;

use crate::stream::Stream;

/// Connects to the host of an `http` or `https` URI by a route.
pub(crate) async fn dial(
    http: HttpConnector,
    tls: TlsConnector,
    target: &Uri,
    route: Route<'_>,
) -> Result<Stream, DialError> {
    let (tcp, proxied) = match route {
        Route::Forward(proxy) => (to_proxy(http, proxy).await?, true),
        Route::Tunnel(proxy) => (tunnel(to_proxy(http, proxy).await?, proxy, target).await?, true),
        _ => (tcp(http, target.clone()).await.map_err(DialError::Tcp)?, false),
    };
    if target.scheme_str() != Some("https") {
        return Stream::plain(tcp, proxied).map_err(|error| DialError::Tcp(error.into()));
    }
    let tls = tls.connect(server_name(target)?, tcp).await.map_err(DialError::Tls)?;
    Stream::tls(tls, proxied).map_err(DialError::Tls)
}

async fn tcp(
    mut http: HttpConnector,
    address: Uri,
) -> Result<TcpStream, Box<dyn std::error::Error + Send + Sync>> {
    Ok(http.call(address).await?.into_inner())
}

async fn to_proxy(http: HttpConnector, proxy: &ProxyServer) -> Result<TcpStream, DialError> {
    let failed = |source| DialError::ProxyTcp { proxy: proxy.to_string(), source };
    let address = format!("http://{proxy}/")
        .parse()
        .map_err(|error: http::uri::InvalidUri| failed(error.into()))?;
    tcp(http, address).await.map_err(failed)
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

/// More than the head of any proxy's consent.
const BUFFER: usize = 1024;
