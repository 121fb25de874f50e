//! Keeps hyper-util from opening more connections than there are requests.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::{Either, select};
use http::Uri;
use http::uri::{Authority, Scheme};
use hyper_util::client::legacy::connect::CaptureConnection;
use tokio::sync::Notify;
use tokio::time::timeout;

/// Counts requests under way and connections by host, and makes a new connection wait while there is one for
/// each request already.
///
/// hyper-util opens a connection whenever none is idle at that moment, even if one is about to be: without
/// this, there are up to twice as many connections as concurrent requests. If there are as many as requests,
/// one of them is free, becomes free or closes.
#[derive(Default)]
pub(crate) struct Gate {
    hosts: Mutex<HashMap<Host, Counts>>,
    closed: Notify,
    patience: Duration,
}

/// The key by which hyper-util keeps connections.
type Host = (Option<Scheme>, Option<Authority>);

#[derive(Default)]
struct Counts {
    requests: usize,
    /// Includes those that are being made.
    connections: usize,
    being_made: usize,
    /// Connections that are there, and were waited for in vain.
    given_up: usize,
}

/// Counts one request until it is dropped.
pub(crate) struct Entry {
    gate: Arc<Gate>,
    host: Host,
}

/// Counts one connection until it is dropped.
pub(crate) struct Permit {
    gate: Arc<Gate>,
    host: Host,
    is_made: bool,
}

/// The request has another connection by now, or has ended.
#[derive(Debug, thiserror::Error)]
#[error("the request needs no new connection any more")]
pub(crate) struct NotNeeded;

impl Gate {
    /// A gate for requests with a time limit.
    pub(crate) fn new(limit: Duration) -> Arc<Self> {
        let share = limit.checked_div(SHARE).unwrap_or_default();
        Arc::new(Self { patience: PATIENCE.min(share), ..Self::default() })
    }

    /// Counts a request.
    pub(crate) fn enter(self: &Arc<Self>, target: &Uri) -> Entry {
        let host = host(target);
        self.count(&host, |counts| counts.requests = counts.requests.saturating_add(1));
        Entry { gate: Arc::clone(self), host }
    }

    /// Waits until there are fewer connections than requests, or until waiting is pointless.
    pub(crate) async fn connect(
        self: &Arc<Self>,
        target: &Uri,
        mut request: CaptureConnection,
    ) -> Result<Permit, NotNeeded> {
        let host = host(target);
        // If the request was given a connection before, that one was dead and does not count.
        let must = request.connection_metadata().is_some();
        loop {
            let mut closed = pin!(self.closed.notified());
            // No notification is missed from here on.
            closed.as_mut().enable();
            if self.open(&host, must) {
                return Ok(Permit { gate: Arc::clone(self), host, is_made: false });
            }
            let found = pin!(request.wait_for_connection_metadata());
            match timeout(self.patience, select(found, closed)).await {
                Ok(Either::Left(_)) => return Err(NotNeeded),
                Ok(Either::Right(_)) => {}
                Err(_) => self.count(&host, Counts::give_up),
            }
        }
    }

    fn open(&self, host: &Host, must: bool) -> bool {
        self.count(host, |counts| {
            let may = must || counts.connections < counts.requests;
            if may {
                counts.connections = counts.connections.saturating_add(1);
                counts.being_made = counts.being_made.saturating_add(1);
            }
            may
        })
    }

    /// Changes the counts of a host, and forgets the host if they are zero.
    fn count<T>(&self, host: &Host, change: impl FnOnce(&mut Counts) -> T) -> T {
        let mut hosts = self.lock();
        let counts = hosts.entry(host.clone()).or_default();
        let result = change(counts);
        if counts.requests == 0 && counts.connections == 0 && counts.given_up == 0 {
            hosts.remove(host);
        }
        result
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Host, Counts>> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    /// Counts no longer on a connection that was waited for in vain, so that it is waited for only once.
    ///
    /// Those that are being made have their own time limit.
    fn give_up(&mut self) {
        if self.being_made == 0 && self.connections > 0 {
            self.connections = self.connections.saturating_sub(1);
            self.given_up = self.given_up.saturating_add(1);
        }
    }

    fn close(&mut self) {
        let count = if self.given_up > 0 { &mut self.given_up } else { &mut self.connections };
        *count = count.saturating_sub(1);
    }
}

impl Permit {
    /// Says that the connection is made.
    pub(crate) fn made(mut self) -> Self {
        self.is_made = true;
        let change = |counts: &mut Counts| counts.being_made = counts.being_made.saturating_sub(1);
        self.gate.count(&self.host, change);
        self
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let change = |counts: &mut Counts| counts.requests = counts.requests.saturating_sub(1);
        self.gate.count(&self.host, change);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.gate.count(&self.host, |counts| {
            counts.close();
            if !self.is_made {
                counts.being_made = counts.being_made.saturating_sub(1);
            }
        });
        self.gate.closed.notify_waiters();
    }
}

fn host(target: &Uri) -> Host {
    (target.scheme().cloned(), target.authority().cloned())
}

/// How long to wait for a connection that is neither idle nor in use, or [`SHARE`] of the time limit if
/// that is less. Mostly it takes microseconds, and longer only if the machine is busy. A service that
/// answers without reading the request keeps its connection in that state for ever.
const PATIENCE: Duration = Duration::from_secs(1);
/// The part of a request's time limit, as a divisor, that it waits at the most.
const SHARE: u32 = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_has_as_many_connections_as_requests_of_its_own() {
        let uris = ["http://a:1/", "http://a:2/", "https://a:1/", "http://b:1/"];
        let uris = uris.map(|uri| uri.parse().unwrap());
        for uri in &uris {
            let gate = Arc::new(Gate::default());
            let _requests = [gate.enter(uri), gate.enter(uri)];
            assert!(gate.open(&host(uri), false));
            for other in uris.iter().filter(|other| *other != uri) {
                assert!(!gate.open(&host(other), false), "{other} for {uri}");
            }
            assert!(gate.open(&host(uri), false));
            assert!(!gate.open(&host(uri), false));
        }
    }

    #[test]
    fn a_connection_that_was_waited_for_in_vain_does_not_count() {
        let uri = "http://a/".parse().unwrap();
        let key = host(&uri);
        let gate = Gate::new(Duration::MAX);
        let _request = gate.enter(&uri);
        let permit =
            || Permit { gate: Arc::clone(&gate), host: key.clone(), is_made: false }.made();
        assert!(gate.open(&key, false));
        gate.count(&key, Counts::give_up);
        assert!(!gate.open(&key, false), "it is being made");
        let stuck = permit();
        gate.count(&key, Counts::give_up);
        assert!(gate.open(&key, false));
        let second = permit();
        assert!(!gate.open(&key, false));
        drop(stuck);
        assert!(!gate.open(&key, false), "it counted no more");
        drop(second);
        assert!(gate.open(&key, false));
    }

    #[test]
    fn patience_is_a_part_of_the_time_limit() {
        for (limit, patience) in [(0, 0), (800, 100), (8_000, 1_000), (15_000, 1_000)] {
            let gate = Gate::new(Duration::from_millis(limit));
            assert_eq!(gate.patience, Duration::from_millis(patience), "{limit}");
        }
    }
}
