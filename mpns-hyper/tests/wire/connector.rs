//! Connectors that do as they are told, and the clients over them.

use std::future::{Future, Ready, pending, ready};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Barrier};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::Uri;
use http_body_util::Full;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::{TokioExecutor, TokioIo};
use mpns_connect::transport::rustls::{self, AlertDescription};
use mpns_hyper::Client;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tower_service::Service;

/// A connector to this address, whatever the URI.
#[derive(Clone)]
pub(crate) struct Connector {
    pub(crate) address: SocketAddr,
    pub(crate) does: Does,
}

/// What a connector or its connection does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Does {
    Connect,
    FailToBeReady,
    NeverBecomeReady,
    FailToConnect,
    NeverConnect,
    /// The connection is to a proxy that forwards.
    ConnectToProxy,
    /// The connection speaks HTTP/2.
    AgreeOnHttp2,
    /// The connection ends when it is read from for the first time.
    EndAtOnce,
    /// The connection ends when it is read from for the second time.
    EndAtSecondRead,
    /// The connection cannot be shut down.
    NeverShutDown,
    /// The connection ends as if the server had refused the client in TLS.
    EndInRefusal,
}

impl Connector {
    /// A client over the connector itself, and one over a hyper-util client with it.
    pub(crate) fn clients(&self, timeout: Duration) -> [Client; 2] {
        let own = legacy::Client::builder(TokioExecutor::new());
        let own = own.build::<_, Full<Bytes>>(self.clone());
        [Client::builder_over_connector(self.clone()), Client::builder_over_client(own)]
            .map(|builder| builder.timeout(timeout).build())
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<Stream>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.does {
            Does::FailToBeReady => Poll::Ready(Err(io::Error::other(REASON))),
            Does::NeverBecomeReady => Poll::Pending,
            _ => Poll::Ready(Ok(())),
        }
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let Self { address, does } = *self;
        Box::pin(async move {
            match does {
                Does::FailToConnect => Err(io::Error::other(REASON)),
                Does::NeverConnect => pending().await,
                _ => {
                    let tcp = TcpStream::connect(address).await?;
                    Ok(TokioIo::new(Stream { tcp, does, reads: 0 }))
                }
            }
        })
    }
}

/// Why there is no connection.
pub(crate) const REASON: &str = "no way there";

pub(crate) struct Stream {
    tcp: TcpStream,
    does: Does,
    reads: usize,
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        let connected = Connected::new().proxy(self.does == Does::ConnectToProxy).extra("extra");
        if self.does == Does::AgreeOnHttp2 { connected.negotiated_h2() } else { connected }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.reads = self.reads.saturating_add(1);
        match (self.does, self.reads) {
            (Does::EndAtOnce, _) | (Does::EndAtSecondRead, 2..) => Poll::Ready(Ok(())),
            (does, _) => {
                let before = buf.filled().len();
                ready!(Pin::new(&mut self.tcp).poll_read(cx, buf))?;
                let is_end = buf.filled().len() == before;
                let result =
                    if is_end && does == Does::EndInRefusal { Err(refusal()) } else { Ok(()) };
                Poll::Ready(result)
            }
        }
    }
}

/// What TLS says of a server that refuses the client.
fn refusal() -> io::Error {
    io::Error::other(rustls::Error::AlertReceived(AlertDescription::CertificateRequired))
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.tcp).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.does {
            Does::NeverShutDown => Poll::Pending,
            _ => Pin::new(&mut self.tcp).poll_shutdown(cx),
        }
    }
}

/// A connector whose connections are there at once. The first read holds its thread up until somebody else waits at
/// the barrier too.
#[derive(Clone)]
pub(crate) struct Stuck(pub(crate) Arc<Barrier>);

pub(crate) struct StuckStream(Option<Arc<Barrier>>);

impl Service<Uri> for Stuck {
    type Response = TokioIo<StuckStream>;
    type Error = io::Error;
    type Future = Ready<io::Result<Self::Response>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        ready(Ok(TokioIo::new(StuckStream(Some(Arc::clone(&self.0))))))
    }
}

impl Connection for StuckStream {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl AsyncRead for StuckStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        _: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some(barrier) = self.0.take() {
            barrier.wait();
        }
        Poll::Pending
    }
}

impl AsyncWrite for StuckStream {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
        panic!("something was written");
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
