use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use http::Extensions;
use hyper_util::client::legacy::connect::Connected;
use mpns_connect::transport::TlsSession;
use mpns_connect::{Connection, TlsFailure};
use tokio::sync::Notify;

/// What the stream of a connection knows of it, shared with the client through hyper-util.
///
/// hyper-util copies it for a request when it gives the request the connection, and again for the response
/// before it gives the connection away, each time from what [`Facts::handed_out`] was. So a copy tells what
/// was written for its own request, whatever other requests do meanwhile.
pub(crate) struct Facts {
    shared: Arc<Shared>,
    /// How many writes there were when the first copy was made; `None` before.
    writes: Option<u64>,
}

struct Shared {
    new: Connection,
    used: AtomicBool,
    writes: AtomicU64,
    /// How many writes there were at the last response.
    writes_at_rest: AtomicU64,
    is_stale: AtomicBool,
    tls_failure: OnceLock<TlsFailure>,
    is_closed: AtomicBool,
    closed: Notify,
}

impl Facts {
    pub(crate) fn new(peer: SocketAddr, tls: Option<TlsSession>, proxied: bool) -> Self {
        let new = Connection::new(peer, tls);
        let new = if proxied { new.proxied() } else { new };
        let shared = Arc::new(Shared {
            new,
            used: AtomicBool::new(false),
            writes: AtomicU64::new(0),
            writes_at_rest: AtomicU64::new(0),
            is_stale: AtomicBool::new(false),
            tls_failure: OnceLock::new(),
            is_closed: AtomicBool::new(false),
            closed: Notify::new(),
        });
        Self { shared, writes: None }
    }

    /// The original of the copies for requests and responses.
    pub(crate) fn handed_out(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), writes: None }
    }

    /// What the stream of this connection left in it; `None` if the stream is not ours.
    pub(crate) fn of(connected: &Connected) -> Option<Self> {
        let mut extras = Extensions::new();
        connected.get_extras(&mut extras);
        extras.remove()
    }

    /// Whether the connection has carried an exchange.
    pub(crate) fn is_used(&self) -> bool {
        self.shared.used.load(Ordering::Relaxed)
    }

    /// Says that a write is about to begin, and tells whether it is the first one of an exchange on a kept
    /// connection.
    pub(crate) fn begin_write(&self) -> bool {
        let before = self.shared.writes.fetch_add(1, Ordering::AcqRel);
        before == self.shared.writes_at_rest.load(Ordering::Acquire) && self.is_used()
    }

    /// Whether nothing was written since the connection was given to the request that this copy was made for.
    pub(crate) fn is_unsent(&self) -> bool {
        self.writes == Some(self.shared.writes.load(Ordering::Acquire)) || self.is_stale()
    }

    /// Says that the connection was found closed before anything of a request was written.
    pub(crate) fn set_stale(&self) {
        self.shared.is_stale.store(true, Ordering::Release);
    }

    pub(crate) fn is_stale(&self) -> bool {
        self.shared.is_stale.load(Ordering::Acquire)
    }

    /// Says that the stream is dropped.
    pub(crate) fn close(&self) {
        self.shared.is_closed.store(true, Ordering::Release);
        self.shared.closed.notify_waiters();
    }

    /// Waits until the stream is dropped.
    pub(crate) async fn closed(&self) {
        let mut closed = pin!(self.shared.closed.notified());
        // No notification is missed from here on.
        closed.as_mut().enable();
        if !self.shared.is_closed.load(Ordering::Acquire) {
            closed.await;
        }
    }

    /// Counts the response that this copy was made for, and describes the connection that carried it.
    pub(crate) fn next(&self) -> Connection {
        let reused = self.shared.used.swap(true, Ordering::Relaxed);
        // The next request may have begun to write already: its first write is not found to be one then.
        self.shared.writes_at_rest.fetch_max(self.writes.unwrap_or_default(), Ordering::AcqRel);
        if reused { self.shared.new.reused() } else { self.shared.new }
    }

    /// Notes why TLS failed, if this error tells.
    ///
    /// hyper reads on while no request is under way, and keeps what it read to itself: a server of TLS 1.3
    /// that refuses the client's certificate would look like one that closed the connection.
    pub(crate) fn note(&self, error: &io::Error) {
        if let Some(failure) = TlsFailure::find(error) {
            // The first failure is the cause of later ones.
            let _ = self.shared.tls_failure.set(failure);
        }
    }

    pub(crate) fn tls_failure(&self) -> Option<&TlsFailure> {
        self.shared.tls_failure.get()
    }
}

impl Clone for Facts {
    fn clone(&self) -> Self {
        let now = || self.shared.writes.load(Ordering::Acquire);
        Self { shared: Arc::clone(&self.shared), writes: self.writes.or_else(|| Some(now())) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        Facts::new("127.0.0.1:1".parse().unwrap(), None, false)
    }

    #[test]
    fn a_request_is_unsent_until_something_is_written() {
        let stream = facts();
        for (kept, is_reused) in [(false, false), (true, true), (true, true)] {
            let request = stream.handed_out().clone();
            assert!(request.is_unsent());
            assert_eq!(stream.begin_write(), kept);
            assert!(!request.is_unsent() && !request.clone().is_unsent());
            assert!(!stream.begin_write());
            let response = stream.handed_out().clone();
            assert_eq!(response.next().is_reused(), is_reused);
        }
        let request = stream.handed_out().clone();
        assert!(stream.begin_write());
        stream.set_stale();
        assert!(request.is_unsent());
    }

    #[test]
    fn a_request_that_writes_before_the_response_before_it_is_counted_is_sent() {
        let stream = facts();
        stream.begin_write();
        let _ = stream.handed_out().clone().next();
        stream.begin_write();
        let response = stream.handed_out().clone();
        let next_request = stream.handed_out().clone();
        assert!(!stream.begin_write(), "not known to be the first one yet");
        let _ = response.next();
        assert!(!next_request.is_unsent());
        assert!(!stream.begin_write(), "the second write of a request is not the first");
    }
}
