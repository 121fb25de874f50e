use std::{
    io,
    net::SocketAddr,
    pin::pin,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use http::Extensions;
use hyper_util::client::legacy::connect::Connected;
use mpns_connect::{Connection, TlsFailure, transport::TlsSession};
use tokio::sync::Notify;

/// What the stream of a connection knows of it, shared with the client through hyper-util.
#[derive(Clone)]
pub(crate) struct Facts(Arc<Shared>);

struct Shared {
    new: Connection,
    used: AtomicBool,
    /// Whether nothing was written since the last response, or at all.
    is_resting: AtomicBool,
    is_stale: AtomicBool,
    tls_failure: OnceLock<TlsFailure>,
    is_closed: AtomicBool,
    closed: Notify,
}

impl Facts {
    pub(crate) fn new(peer: SocketAddr, tls: Option<TlsSession>, proxied: bool) -> Self {
        let new = Connection::new(peer, tls);
        let new = if proxied { new.proxied() } else { new };
        Self(Arc::new(Shared {
            new,
            used: AtomicBool::new(false),
            is_resting: AtomicBool::new(true),
            is_stale: AtomicBool::new(false),
            tls_failure: OnceLock::new(),
            is_closed: AtomicBool::new(false),
            closed: Notify::new(),
        }))
    }

    /// What the stream of this connection left in it; `None` if the stream is not ours.
    pub(crate) fn of(connected: &Connected) -> Option<Self> {
        let mut extras = Extensions::new();
        connected.get_extras(&mut extras);
        extras.remove()
    }

    /// Whether the connection has carried an exchange.
    pub(crate) fn is_used(&self) -> bool {
        self.0.used.load(Ordering::Relaxed)
    }

    /// Says that a write is about to begin, and tells whether it is the first one of an exchange on a kept
    /// connection.
    pub(crate) fn begin_write(&self) -> bool {
        self.0.is_resting.swap(false, Ordering::AcqRel) && self.is_used()
    }

    /// Whether nothing of the present request was written.
    pub(crate) fn is_unsent(&self) -> bool {
        self.0.is_resting.load(Ordering::Acquire) || self.is_stale()
    }

    /// Says that the connection was found closed before anything of a request was written.
    pub(crate) fn set_stale(&self) {
        self.0.is_stale.store(true, Ordering::Release);
    }

    pub(crate) fn is_stale(&self) -> bool {
        self.0.is_stale.load(Ordering::Acquire)
    }

    /// Says that the stream is dropped.
    pub(crate) fn close(&self) {
        self.0.is_closed.store(true, Ordering::Release);
        self.0.closed.notify_waiters();
    }

    /// Waits until the stream is dropped.
    pub(crate) async fn closed(&self) {
        let mut closed = pin!(self.0.closed.notified());
        // No notification is missed from here on.
        closed.as_mut().enable();
        if !self.0.is_closed.load(Ordering::Acquire) {
            closed.await;
        }
    }

    /// Counts a response, and describes the connection that carried it.
    pub(crate) fn next(&self) -> Connection {
        let reused = self.0.used.swap(true, Ordering::Relaxed);
        self.0.is_resting.store(true, Ordering::Release);
        if reused { self.0.new.reused() } else { self.0.new }
    }

    /// Notes why TLS failed, if this error tells.
    ///
    /// hyper reads on while no request is under way, and keeps what it read to itself: a server of TLS 1.3
    /// that refuses the client's certificate would look like one that closed the connection.
    pub(crate) fn note(&self, error: &io::Error) {
        if let Some(failure) = TlsFailure::find(error) {
            // The first failure is the cause of later ones.
            let _ = self.0.tls_failure.set(failure);
        }
    }

    pub(crate) fn tls_failure(&self) -> Option<&TlsFailure> {
        self.0.tls_failure.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_unsent_until_something_is_written() {
        let facts = Facts::new("127.0.0.1:1".parse().unwrap(), None, false);
        for (kept, is_reused) in [(false, false), (true, true), (true, true)] {
            assert!(facts.is_unsent());
            assert_eq!(facts.begin_write(), kept);
            assert!(!facts.is_unsent());
            assert!(!facts.begin_write());
            assert_eq!(facts.next().is_reused(), is_reused);
        }
        assert!(facts.begin_write());
        facts.set_stale();
        assert!(facts.is_unsent());
    }
}
