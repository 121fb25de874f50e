//! What is written to and read from a connection, watched between hyper and the stream.

use std::io;
use std::mem::{self, MaybeUninit};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::rt::{Read, ReadBuf, ReadBufCursor, Write};
use mpns_connect::TlsFailure;
use mpns_connect::transport::{Attempt, TlsSession};

/// A stream that reports to the [`Attempt`] that is under way on it.
pub(crate) struct Watched<IO> {
    io: IO,
    /// Whether there is anything to read, or an end or an error.
    has_input: fn(&IO) -> bool,
    /// Whether the server has sent anything in TLS after its handshake.
    has_gone_on: fn(&IO) -> bool,
    attempt: Arc<Observed>,
    /// What was received and hyper has not read.
    received: Bytes,
}

/// The attempt that is under way on a connection, as its two ends see it.
pub(crate) struct Observed(Mutex<Attempt>);

impl Observed {
    pub(crate) fn with<T>(&self, look: impl FnOnce(&mut Attempt) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<IO> Watched<IO> {
    pub(crate) fn new(io: IO, has_input: fn(&IO) -> bool) -> Self {
        let attempt = Observed(Mutex::new(Attempt::on_new_connection()));
        let (has_gone_on, received) = ((|_| false) as fn(&IO) -> bool, Bytes::new());
        Self { io, has_input, has_gone_on, attempt: Arc::new(attempt), received }
    }

    /// The same, with a TLS session.
    pub(crate) fn in_tls(self, session: Option<TlsSession>, has_gone_on: fn(&IO) -> bool) -> Self {
        self.attempt.with(|attempt| *attempt = mem::take(attempt).in_tls(session));
        Self { has_gone_on, ..self }
    }

    pub(crate) fn attempt(&self) -> Arc<Observed> {
        Arc::clone(&self.attempt)
    }

    /// hyper checks a kept connection too, but relies on what tokio has heard so far.
    fn begin_write(&self) -> io::Result<()> {
        self.attempt.with(|attempt| {
            let has_input = || !self.received.is_empty() || (self.has_input)(&self.io);
            if attempt.must_check_connection() && has_input() {
                return Err(io::ErrorKind::NotConnected.into());
            }
            attempt.written();
            Ok(())
        })
    }
}

impl<IO: Read + Unpin> Watched<IO> {
    /// Reads something that hyper is to read, unless the connection has ended.
    fn poll_receive(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            let mut buffer = [MaybeUninit::uninit(); BUFFER];
            let mut read = ReadBuf::uninit(&mut buffer);
            ready!(self.poll_read_io(cx, read.unfilled()))?;
            let bytes = read.filled();
            if bytes.is_empty() {
                self.received = self.attempt.with(Attempt::ended).into();
                break;
            }
            let shown = self.attempt.with(|attempt| attempt.received(bytes))?;
            if shown.len() > out.remaining() {
                self.received = shown.into_owned().into();
                break;
            }
            if !shown.is_empty() {
                out.put_slice(&shown);
                break;
            }
        }
        Poll::Ready(Ok(()))
    }

    fn poll_read_io(
        &mut self,
        cx: &mut Context<'_>,
        buf: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.io).poll_read(cx, buf);
        // hyper reads on while no request is under way, and keeps an error to itself: a server of TLS 1.3 that
        // refuses the client's certificate would look like one that closed the connection.
        if let Poll::Ready(Err(error)) = &result
            && let Some(failure) = TlsFailure::find(error)
        {
            let has_gone_on = (self.has_gone_on)(&self.io);
            self.attempt.with(|attempt| {
                if has_gone_on {
                    attempt.server_went_on();
                }
                attempt.tls_failed(failure);
            });
        }
        result
    }
}

impl<IO: Read + Unpin> Read for Watched<IO> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        mut buf: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        if self.received.is_empty() {
            ready!(self.poll_receive(cx, &mut buf))?;
        }
        let length = self.received.len().min(buf.remaining());
        buf.put_slice(&self.received.split_to(length));
        Poll::Ready(Ok(()))
    }
}

impl<IO: Write + Unpin> Write for Watched<IO> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.begin_write()?;
        Pin::new(&mut self.io).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.begin_write()?;
        Pin::new(&mut self.io).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.io).poll_flush(cx);
        if matches!(result, Poll::Ready(Ok(()))) {
            self.attempt.with(Attempt::flushed);
        }
        result
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

/// More than the head of any usual response.
const BUFFER: usize = 4 * 1024;

#[cfg(test)]
mod tests;
