//! The task that carries a connection, and ends with it.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper::rt::{Read, Write};
use mpns_connect::transport::{Attempt, MAX_IDLE};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout, timeout_at};

use crate::deadline::after;
use crate::watched::{Observed, Watched};

/// The task of a connection.
pub(crate) struct Task {
    pub(crate) handle: JoinHandle<()>,
    pub(crate) attempt: Arc<Observed>,
}

impl Task {
    /// Carries requests and responses until the connection ends.
    ///
    /// `sweep` drops connections that are unused for too long, which ends them, and returns when to call it again.
    /// It is called at the end too, whatever ended the connection.
    pub(crate) fn spawn<IO: Read + Write + Unpin + Send + 'static>(
        io: http1::Connection<Watched<IO>, Full<Bytes>>,
        attempt: Arc<Observed>,
        sweep: impl Fn() -> Option<Instant> + Send + 'static,
    ) -> Self {
        let sweep = Sweep(sweep);
        let handle = tokio::spawn(async move {
            let sweep = sweep;
            // Dropped before `sweep`, so that the connection has ended when that is called.
            let mut io = pin!(io);
            let mut next_sweep = after(MAX_IDLE);
            // The request that is under way hears how it ends.
            while timeout_at(next_sweep, io.as_mut()).await.is_err() {
                next_sweep = sweep.0().unwrap_or_else(|| after(MAX_IDLE));
            }
        });
        Self { handle, attempt }
    }

    /// Whether all that hyper has of the request has been sent. If the response is received before that, hyper may wait
    /// for ever until the rest can be written.
    pub(crate) fn is_flushed(&self) -> bool {
        self.attempt.with(|attempt| attempt.is_flushed())
    }

    /// Waits until the connection is closed, and returns what is known of the last attempt then.
    pub(crate) async fn end(mut self) -> Attempt {
        if !self.is_flushed() {
            self.handle.abort();
        }
        for _ in 0..2 {
            // Whoever saw it end may not wait for it again.
            if self.handle.is_finished() || timeout(CLOSE_WAIT, &mut self.handle).await.is_ok() {
                break;
            }
            self.handle.abort();
        }
        self.attempt.with(|attempt| attempt.clone())
    }
}

/// hyper does not close a connection before it has written all, for which it would wait for ever.
impl Drop for Task {
    fn drop(&mut self) {
        if !self.is_flushed() {
            self.handle.abort();
        }
    }
}

struct Sweep<F: Fn() -> Option<Instant>>(F);

impl<F: Fn() -> Option<Instant>> Drop for Sweep<F> {
    fn drop(&mut self) {
        self.0();
    }
}

/// How long closing a connection may take, and then aborting it. It is more than it needs, unless its stream never
/// closes, or holds its thread up.
const CLOSE_WAIT: Duration = Duration::from_millis(100);
