//! What goes over a connection, watched between hyper and the stream.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use hyper::rt::{Read, ReadBufCursor, Write};
use mpns_connect::TlsFailure;

/// A stream that notes how far the request on it has come.
pub(crate) struct Tap<IO> {
    io: IO,
    /// Whether anything has arrived on the stream, as far as can be told.
    has_input: fn(&IO) -> bool,
    seen: Arc<Seen>,
}

/// What a [`Tap`] has seen.
#[derive(Default)]
pub(crate) struct Seen {
    request: AtomicU8,
    tls_failure: OnceLock<TlsFailure>,
}

impl<IO> Tap<IO> {
    pub(crate) fn new(io: IO, has_input: fn(&IO) -> bool) -> Self {
        Self { io, has_input, seen: Arc::default() }
    }

    pub(crate) fn seen(&self) -> Arc<Seen> {
        Arc::clone(&self.seen)
    }

    /// Checks, before the first byte of a request is written, that a kept connection was not closed meanwhile.
    ///
    /// hyper checks too, but relies on what tokio has heard so far. There is nothing to read between two
    /// exchanges, so anything that has arrived, such as TLS's `close_notify`, means that the connection is
    /// over.
    fn begin_write(&self) -> io::Result<()> {
        let request = &self.seen.request;
        if request.load(Ordering::Acquire) == UNSENT_ON_KEPT && (self.has_input)(&self.io) {
            return Err(io::ErrorKind::NotConnected.into());
        }
        request.store(WRITTEN, Ordering::Release);
        Ok(())
    }
}

impl Seen {
    /// Says that a request is about to be given to hyper.
    pub(crate) fn begin_request(&self, on_kept: bool) {
        let unsent = if on_kept { UNSENT_ON_KEPT } else { UNSENT };
        self.request.store(unsent, Ordering::Release);
    }

    /// Whether nothing of the request was written.
    pub(crate) fn is_unsent(&self) -> bool {
        matches!(self.request.load(Ordering::Acquire), UNSENT | UNSENT_ON_KEPT)
    }

    /// Whether all that hyper has of the request has left. If there is a response before that, hyper may wait
    /// for ever until the rest can be written.
    pub(crate) fn is_flushed(&self) -> bool {
        self.request.load(Ordering::Acquire) == FLUSHED
    }

    /// Why TLS failed, if it did.
    ///
    /// hyper reads on while no request is under way, and keeps what it read to itself: a server of TLS 1.3
    /// that refuses the client's certificate would look like one that closed the connection.
    pub(crate) fn tls_failure(&self) -> Option<&TlsFailure> {
        self.tls_failure.get()
    }

    fn note(&self, error: &io::Error) {
        if let Some(failure) = TlsFailure::find(error) {
            // The first failure is the cause of later ones.
            let _ = self.tls_failure.set(failure);
        }
    }
}

impl<IO: Read + Unpin> Read for Tap<IO> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.io).poll_read(cx, buf);
        if let Poll::Ready(Err(error)) = &result {
            self.seen.note(error);
        }
        result
    }
}

impl<IO: Write + Unpin> Write for Tap<IO> {
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
            let request = &self.seen.request;
            // If nothing was written, there was nothing to flush.
            let _ = request.compare_exchange(WRITTEN, FLUSHED, Ordering::AcqRel, Ordering::Relaxed);
        }
        result
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

// How far a request has come.
const UNSENT: u8 = 0;
/// Unsent, on a connection that has carried an exchange.
const UNSENT_ON_KEPT: u8 = 1;
/// Some of it was given to the stream.
const WRITTEN: u8 = 2;
/// All that was given to the stream has left.
const FLUSHED: u8 = 3;

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use hyper_util::rt::TokioIo;
    use tokio::io::{AsyncReadExt as _, BufWriter, DuplexStream, duplex};

    use super::*;

    /// Room for as many bytes.
    const ROOM: usize = 4;

    fn tap(has_input: bool) -> (Tap<TokioIo<DuplexStream>>, DuplexStream) {
        let (near, far) = duplex(ROOM);
        let has_input = if has_input { |_: &_| true } else { |_: &_| false };
        (Tap::new(TokioIo::new(near), has_input), far)
    }

    /// Writes all, as far as there is room.
    async fn write(tap: &mut Tap<TokioIo<DuplexStream>>, mut bytes: &[u8]) -> io::Result<()> {
        poll_fn(|cx| {
            while !bytes.is_empty() {
                match Pin::new(&mut *tap).poll_write(cx, bytes) {
                    Poll::Ready(Ok(written)) => bytes = &bytes[written..],
                    Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                    Poll::Pending => return Poll::Ready(Ok(())),
                }
            }
            Pin::new(&mut *tap).poll_flush(cx)
        })
        .await
    }

    #[tokio::test]
    async fn a_request_is_unsent_until_something_is_written() {
        let (mut tap, _far) = tap(false);
        let seen = tap.seen();
        for on_kept in [false, true] {
            seen.begin_request(on_kept);
            poll_fn(|cx| Pin::new(&mut tap).poll_flush(cx)).await.unwrap();
            assert!(seen.is_unsent() && !seen.is_flushed());
            write(&mut tap, b"a").await.unwrap();
            assert!(!seen.is_unsent() && seen.is_flushed());
        }
    }

    #[tokio::test]
    async fn a_request_that_cannot_be_written_to_its_end_is_neither_unsent_nor_flushed() {
        let (mut tap, _far) = tap(false);
        let seen = tap.seen();
        seen.begin_request(false);
        write(&mut tap, &[0; ROOM]).await.unwrap();
        assert!(seen.is_flushed());
        write(&mut tap, b"more").await.unwrap();
        assert!(!seen.is_unsent() && !seen.is_flushed());
    }

    #[tokio::test]
    async fn what_the_stream_still_holds_has_not_left() {
        let (near, mut far) = duplex(ROOM);
        let mut tap = Tap::new(TokioIo::new(BufWriter::new(near)), |_| false);
        let seen = tap.seen();
        seen.begin_request(false);
        let bytes = [0; 2 * ROOM];
        let written = poll_fn(|cx| Pin::new(&mut tap).poll_write(cx, &bytes)).await.unwrap();
        assert_eq!(written, bytes.len());
        let mut flush = |cx: &mut Context<'_>| Pin::new(&mut tap).poll_flush(cx);
        let is_waiting = poll_fn(|cx| Poll::Ready(flush(cx).is_pending())).await;
        assert!(is_waiting && !seen.is_unsent() && !seen.is_flushed());
        far.read_exact(&mut [0; ROOM]).await.unwrap();
        poll_fn(&mut flush).await.unwrap();
        assert!(seen.is_flushed());
    }

    #[tokio::test]
    async fn head_and_body_are_written_at_once() {
        let (mut tap, mut far) = tap(false);
        assert!(tap.is_write_vectored());
        let seen = tap.seen();
        seen.begin_request(false);
        let pieces = [io::IoSlice::new(b"he"), io::IoSlice::new(b"bo")];
        let written = poll_fn(|cx| Pin::new(&mut tap).poll_write_vectored(cx, &pieces)).await;
        assert_eq!(written.unwrap(), ROOM);
        assert!(!seen.is_unsent());
        let mut read = [0; ROOM];
        far.read_exact(&mut read).await.unwrap();
        assert_eq!(&read, b"hebo");
    }

    #[tokio::test]
    async fn a_kept_connection_with_input_takes_no_request() {
        let (mut tap, _far) = tap(true);
        let seen = tap.seen();
        seen.begin_request(true);
        for _ in 0..2 {
            let error = write(&mut tap, b"a").await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::NotConnected);
            assert!(seen.is_unsent());
        }
        // A response may come before a request has left.
        seen.begin_request(false);
        write(&mut tap, b"a").await.unwrap();
        write(&mut tap, b"a").await.unwrap();
    }
}
