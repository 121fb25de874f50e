use std::io;
use std::pin::Pin;
use std::sync::{Arc, Barrier};
use std::task::{Context, Poll, ready};

use mpns_connect::transport::rustls::{self, AlertDescription};
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};

/// A stream that does one thing differently.
pub(super) struct OddStream {
    pub(super) stream: DuplexStream,
    pub(super) does: Does,
}

pub(super) enum Does {
    NothingOdd,
    NeverShutDown,
    /// Its end looks as if the server had refused the client in TLS.
    EndInRefusal,
    /// The first read holds its thread up, until somebody else waits at the barrier too.
    HoldUp(Option<Arc<Barrier>>),
}

impl AsyncRead for OddStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Does::HoldUp(barrier) = &mut self.does
            && let Some(barrier) = barrier.take()
        {
            barrier.wait();
        }
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        let is_end = buf.filled().len() == before;
        if is_end && matches!(self.does, Does::EndInRefusal) {
            let alert = rustls::Error::AlertReceived(AlertDescription::CertificateRequired);
            return Poll::Ready(Err(io::Error::other(alert)));
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for OddStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.does {
            Does::NeverShutDown => Poll::Pending,
            _ => Pin::new(&mut self.stream).poll_shutdown(cx),
        }
    }
}
