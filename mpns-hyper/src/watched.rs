//! What is written to and read from a connection, watched between hyper and the stream.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use hyper::rt::{Read, ReadBufCursor, Write};
use mpns_connect::TlsFailure;
use mpns_connect::transport::Attempt;

/// A stream that reports to the [`Attempt`] that is under way on it.
pub(crate) struct Watched<IO> {
    io: IO,
    /// Whether there is anything to read, or an end or an error.
    has_input: fn(&IO) -> bool,
    attempt: Arc<Observed>,
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
        Self { io, has_input, attempt: Arc::new(attempt) }
    }

    pub(crate) fn attempt(&self) -> Arc<Observed> {
        Arc::clone(&self.attempt)
    }

    /// hyper checks a kept connection too, but relies on what tokio has heard so far.
    fn begin_write(&self) -> io::Result<()> {
        self.attempt.with(|attempt| {
            if attempt.must_check_connection() && (self.has_input)(&self.io) {
                return Err(io::ErrorKind::NotConnected.into());
            }
            attempt.written();
            Ok(())
        })
    }
}

impl<IO: Read + Unpin> Read for Watched<IO> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.io).poll_read(cx, buf);
        // hyper reads on while no request is under way, and keeps an error to itself: a server of TLS 1.3 that
        // refuses the client's certificate would look like one that closed the connection.
        if let Poll::Ready(Err(error)) = &result
            && let Some(failure) = TlsFailure::find(error)
        {
            self.attempt.with(|attempt| attempt.tls_failed(failure));
        }
        result
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

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use hyper_util::rt::TokioIo;
    use tokio::io::{AsyncReadExt as _, BufWriter, DuplexStream, duplex};

    use super::*;

    fn is_unsent(observed: &Observed) -> bool {
        observed.with(|attempt| attempt.is_unsent())
    }

    fn is_flushed(observed: &Observed) -> bool {
        observed.with(|attempt| attempt.is_flushed())
    }

    /// Room for as many bytes.
    const ROOM: usize = 4;

    fn watched(has_input: bool) -> (Watched<TokioIo<DuplexStream>>, DuplexStream) {
        let (near, far) = duplex(ROOM);
        let has_input = if has_input { |_: &_| true } else { |_: &_| false };
        (Watched::new(TokioIo::new(near), has_input), far)
    }

    #[tokio::test]
    async fn what_the_stream_still_holds_has_not_left() {
        let (near, mut far) = duplex(ROOM);
        let mut stream = Watched::new(TokioIo::new(BufWriter::new(near)), |_| false);
        let observed = stream.attempt();
        let bytes = [0; 2 * ROOM];
        let written = poll_fn(|cx| Pin::new(&mut stream).poll_write(cx, &bytes)).await.unwrap();
        assert_eq!(written, bytes.len());
        let mut flush = |cx: &mut Context<'_>| Pin::new(&mut stream).poll_flush(cx);
        let is_waiting = poll_fn(|cx| Poll::Ready(flush(cx).is_pending())).await;
        assert!(is_waiting && !is_unsent(&observed) && !is_flushed(&observed));
        far.read_exact(&mut [0; ROOM]).await.unwrap();
        poll_fn(&mut flush).await.unwrap();
        assert!(is_flushed(&observed));
    }

    #[tokio::test]
    async fn head_and_body_are_written_at_once() {
        let (mut stream, mut far) = watched(false);
        assert!(stream.is_write_vectored());
        let observed = stream.attempt();
        let pieces = [io::IoSlice::new(b"he"), io::IoSlice::new(b"bo")];
        let written = poll_fn(|cx| Pin::new(&mut stream).poll_write_vectored(cx, &pieces)).await;
        assert_eq!(written.unwrap(), ROOM);
        assert!(!is_unsent(&observed));
        let mut read = [0; ROOM];
        far.read_exact(&mut read).await.unwrap();
        assert_eq!(&read, b"hebo");
    }

    #[tokio::test]
    async fn a_kept_connection_with_input_takes_no_request() {
        for is_kept in [false, true] {
            let (mut stream, _far) = watched(true);
            let observed = stream.attempt();
            if is_kept {
                observed.with(Attempt::reuse_connection);
            }
            for _ in 0..2 {
                let written = poll_fn(|cx| Pin::new(&mut stream).poll_write(cx, b"a")).await;
                let refused = written.err().map(|error| error.kind());
                // On a new one, a response may be received before the request has been sent.
                assert_eq!(refused, is_kept.then_some(io::ErrorKind::NotConnected));
                assert_eq!(is_unsent(&observed), is_kept);
            }
        }
    }
}
