//! The steps to a connection: TCP, tunnel, TLS.

use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;
use http::Uri;
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::rt::TokioIo;
use mpns_connect::transport::{
    DialError, Handshake, Progress, ProxyError, Route, Settings, TlsSession, Tunnel, client_config,
    server_name,
};
use mpns_connect::{Connection, ProxyServer, Tls};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tower_service::Service;

use crate::tcp::connect;

/// TCP, with TLS on it for `https`.
pub(crate) type Stream = MaybeHttpsStream<TokioIo<TcpStream>>;

/// A new connection.
pub(crate) struct Dialed {
    pub(crate) stream: Stream,
    pub(crate) connection: Connection,
    /// Whether a proxy forwards the requests on it.
    pub(crate) is_forwarded: bool,
}

/// Opens connections as the settings say.
pub(crate) struct Dialer {
    pub(crate) settings: Arc<Settings>,
}

impl Dialer {
    /// Connects to the host of an `http` or `https` URI, before this time.
    pub(crate) async fn dial(&self, target: &Uri, until: Instant) -> Result<Dialed, DialError> {
        let way = Way { settings: Arc::clone(&self.settings), until };
        let config = Arc::clone(client_config(self.settings.tls()));
        let mut https = HttpsConnector::new(way, config, false, Arc::new(server_name));
        let mut handshake = Handshake::default();
        let mut call = https.call(target.clone());
        let call = poll_fn(|cx| handshake.step(|| call.as_mut().poll(cx)));
        let stream = match timeout_at(until, call).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => return Err(step(error)),
            Err(_) => return Err(DialError::Timeout { proxy: None }),
        };
        let tcp = tcp(&stream);
        let peer = tcp.peer_addr().map_err(|error| DialError::Tcp(error.into()))?;
        let session = session(&stream, handshake, self.settings.tls(), target)?;
        let connection = Connection::new(peer, session);
        let route = self.settings.proxy().decide(target);
        let is_forwarded = matches!(route, Route::Forward(_));
        let connection = if route.proxy().is_some() { connection.proxied() } else { connection };
        Ok(Dialed { stream, connection, is_forwarded })
    }
}

/// The failed step: TLS, unless the way below it says another.
fn step(error: Box<dyn std::error::Error + Send + Sync>) -> DialError {
    match error.downcast::<DialError>() {
        Ok(error) => *error,
        Err(error) => DialError::Tls(match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        }),
    }
}

/// The socket under a stream.
pub(crate) fn tcp(stream: &Stream) -> &TcpStream {
    match stream {
        MaybeHttpsStream::Http(tcp) => tcp.inner(),
        MaybeHttpsStream::Https(tls) => tls.inner().get_ref().0.inner().inner(),
    }
}

fn session(
    stream: &Stream,
    handshake: Handshake,
    tls: &Tls,
    target: &Uri,
) -> Result<Option<TlsSession>, DialError> {
    match stream {
        MaybeHttpsStream::Http(_) => Ok(None),
        MaybeHttpsStream::Https(stream) => {
            Ok(handshake.session(tls, &server_name(target)?, stream.inner().get_ref().1))
        }
    }
}

/// The way to a host below TLS: name lookup, TCP, and a tunnel if there is a proxy.
struct Way {
    settings: Arc<Settings>,
    until: Instant,
}

impl Service<Uri> for Way {
    type Response = TokioIo<TcpStream>;
    type Error = DialError;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let (settings, until) = (Arc::clone(&self.settings), self.until);
        Box::pin(async move {
            let route = settings.proxy().decide(&target);
            let go = async {
                match route {
                    Route::Direct => connect(&settings, target, None, until).await,
                    Route::Forward(proxy) => to_proxy(&settings, proxy, until).await,
                    Route::Tunnel(proxy) => {
                        tunnel(to_proxy(&settings, proxy, until).await?, proxy, &target).await
                    }
                }
            };
            let proxy = || route.proxy().map(ToString::to_string);
            let ended = timeout_at(until, go).await;
            ended.unwrap_or_else(|_| Err(DialError::Timeout { proxy: proxy() })).map(TokioIo::new)
        })
    }
}

async fn to_proxy(
    settings: &Settings,
    proxy: &ProxyServer,
    until: Instant,
) -> Result<TcpStream, DialError> {
    let address = format!("http://{proxy}/")
        .parse()
        .map_err(|error: http::uri::InvalidUri| DialError::tcp(Some(proxy), error.into()))?;
    connect(settings, address, Some(proxy), until).await
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
