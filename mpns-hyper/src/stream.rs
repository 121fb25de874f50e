use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::{fmt, io};

use hyper_util::client::legacy::connect::{Connected, Connection};
use mpns_connect::transport::TlsSession;
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::connection::Facts;
use crate::gate::Permit;

/// A connection made by a [`Connector`](crate::Connector), plain or with TLS.
pub struct Stream {
    io: Io,
    /// Whether a proxy forwards the requests on it.
    forwarded: bool,
    facts: Facts,
    /// Counts the connection until it is dropped.
    _permit: Option<Permit>,
}

enum Io {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    /// A connection to the origin, or to a proxy that forwards.
    pub(crate) fn plain(tcp: TcpStream, forwarded: bool) -> io::Result<Self> {
        let facts = Facts::new(tcp.peer_addr()?, None, forwarded);
        Ok(Self { io: Io::Plain(tcp), forwarded, facts, _permit: None })
    }

    /// A TLS connection to the origin, directly or through a proxy's tunnel.
    pub(crate) fn tls(tls: TlsStream<TcpStream>, tunnelled: bool) -> io::Result<Self> {
        let (tcp, session) = tls.get_ref();
        let facts = Facts::new(tcp.peer_addr()?, TlsSession::of(session), tunnelled);
        Ok(Self { io: Io::Tls(Box::new(tls)), forwarded: false, facts, _permit: None })
    }

    /// Checks, before the first byte of a request is written, that a kept connection was not closed meanwhile.
    ///
    /// hyper checks too, but relies on what tokio has heard so far. There is nothing to read between two
    /// exchanges, so anything that has arrived, such as TLS's `close_notify`, means that the connection is
    /// over.
    fn check(&self) -> io::Result<()> {
        if !self.facts.begin_write() {
            return Ok(());
        }
        let tcp = match &self.io {
            Io::Plain(tcp) => tcp,
            Io::Tls(tls) => tls.get_ref().0,
        };
        match SockRef::from(tcp).peek(&mut [MaybeUninit::uninit()]) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            _ => {
                self.facts.set_stale();
                Err(io::ErrorKind::NotConnected.into())
            }
        }
    }

    pub(crate) fn with_permit(mut self, permit: Option<Permit>) -> Self {
        self._permit = permit;
        self
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").field("forwarded", &self.forwarded).finish_non_exhaustive()
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.facts.close();
    }
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new().proxy(self.forwarded).extra(self.facts.handed_out())
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let result = match &mut self.io {
            Io::Plain(io) => Pin::new(io).poll_read(cx, buf),
            Io::Tls(io) => Pin::new(io).poll_read(cx, buf),
        };
        if let Poll::Ready(Err(error)) = &result {
            self.facts.note(error);
        }
        result
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check()?;
        match &mut self.io {
            Io::Plain(io) => Pin::new(io).poll_write(cx, buf),
            Io::Tls(io) => Pin::new(io).poll_write(cx, buf),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.check()?;
        match &mut self.io {
            Io::Plain(io) => Pin::new(io).poll_write_vectored(cx, bufs),
            Io::Tls(io) => Pin::new(io).poll_write_vectored(cx, bufs),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match &self.io {
            Io::Plain(io) => io.is_write_vectored(),
            Io::Tls(io) => io.is_write_vectored(),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.io {
            Io::Plain(io) => Pin::new(io).poll_flush(cx),
            Io::Tls(io) => Pin::new(io).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.io {
            Io::Plain(io) => Pin::new(io).poll_shutdown(cx),
            Io::Tls(io) => Pin::new(io).poll_shutdown(cx),
        }
    }
}
