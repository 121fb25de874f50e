use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::bounds::MAX_IDLE;
use super::dial_error::DialError;

/// Connections that are open and unused, by host. Time is an argument.
///
/// A request takes one out or opens one, and before it ends, puts it back or closes it. So there are never more
/// connections to a host than requests were under way at a time, apart from those of cancelled requests, which
/// close soon after.
///
/// A connection that is unused for [`MAX_IDLE`] is never handed out. [`Pool::put`] drops such connections, to any
/// host, but looks for them only every 10 seconds, or every second if there is no room. A transport that has timers can
/// call [`Pool::sweep`] sooner.
///
/// The key is a [`HostKey`](super::host_key::HostKey), alone or together with what else keeps connections apart.
#[derive(Debug)]
pub struct Pool<K, C> {
    max_per_host: usize,
    max_in_all: usize,
    idle: Mutex<IdleByHost<K, C>>,
}

#[derive(Debug)]
struct IdleByHost<K, C> {
    hosts: HashMap<K, Vec<Idle<C>>>,
    /// How many connections there are in all.
    count: usize,
    /// When all hosts were swept.
    last_sweep: Option<Instant>,
}

/// What a [`Pool`] has to know of a connection.
pub trait Pooled {
    /// Whether the connection is open, as far as is known without I/O.
    fn is_open(&self) -> bool;
}

#[derive(Debug)]
struct Idle<C> {
    connection: C,
    since: Instant,
}

impl<K: Clone + Eq + Hash, C: Pooled> Pool<K, C> {
    /// Keeps up to so many connections to one host, and to all hosts together.
    #[must_use]
    pub fn new(max_per_host: usize, max_in_all: usize) -> Self {
        let idle = IdleByHost { hosts: HashMap::new(), count: 0, last_sweep: None };
        Self { max_per_host, max_in_all, idle: Mutex::new(idle) }
    }

    /// The connection that was used last, if one is open.
    pub fn take(&self, host: &K, now: Instant) -> Option<C> {
        let mut guard = self.lock();
        let IdleByHost { hosts, count, .. } = &mut *guard;
        // The entry of a host stays: it is used again soon, or swept.
        let idle = hosts.get_mut(host)?;
        while let Some(last) = idle.pop() {
            *count = count.saturating_sub(1);
            if last.is_usable(now) {
                return Some(last.connection);
            }
        }
        None
    }

    /// Keeps a connection for the next request, or returns it if it is closed or there are enough of them.
    pub fn put(&self, host: &K, connection: C, now: Instant) -> Option<C> {
        let mut guard = self.lock();
        // One that is closed already may be swept by nobody.
        if !connection.is_open() || self.max_per_host == 0 {
            return Some(connection);
        }
        let interval =
            if guard.count >= self.max_in_all { SWEEP_INTERVAL_FULL } else { SWEEP_INTERVAL };
        if guard.last_sweep.is_none_or(|last| now.saturating_duration_since(last) >= interval) {
            guard.sweep_all(now);
        }
        let IdleByHost { hosts, count, .. } = &mut *guard;
        if *count >= self.max_in_all {
            return Some(connection);
        }
        let idle = Idle { connection, since: now };
        match hosts.get_mut(host) {
            Some(others) if others.len() >= self.max_per_host => return Some(idle.connection),
            Some(others) => others.push(idle),
            None => {
                hosts.insert(host.clone(), vec![idle]);
            }
        }
        *count = count.saturating_add(1);
        None
    }

    /// Drops the connections to a host that are closed, or unused for [`MAX_IDLE`], and the host if none is left.
    /// Returns when the next one will be unused for so long.
    pub fn sweep(&self, host: &K, now: Instant) -> Option<Instant> {
        let mut guard = self.lock();
        let IdleByHost { hosts, count, .. } = &mut *guard;
        let idle = hosts.get_mut(host)?;
        sweep(idle, count, now);
        match idle.first() {
            Some(oldest) => oldest.since.checked_add(MAX_IDLE),
            None => {
                hosts.remove(host);
                None
            }
        }
    }

    /// The connections to close before another one is dialed again: some of those that were unused for the longest time,
    /// if there was no descriptor left to dial it. If there are none, the error is final.
    #[must_use]
    pub fn give_up_for(&self, error: &DialError) -> Vec<C> {
        if error.is_out_of_descriptors() { self.lock().give_up(GIVEN_UP) } else { Vec::new() }
    }

    /// Whether no host has a connection, or had one since it was swept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lock().hosts.is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, IdleByHost<K, C>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K, C: Pooled> IdleByHost<K, C> {
    /// Takes out the oldest, to any host.
    fn give_up(&mut self, at_most: usize) -> Vec<C> {
        let Self { hosts, count, .. } = self;
        let mut times: Vec<_> = hosts.values().flatten().map(|idle| idle.since).collect();
        times.sort_unstable();
        times.truncate(at_most);
        let Some(newest) = times.last() else { return Vec::new() };
        let is_old = |idle: &mut Idle<C>| idle.since <= *newest;
        let old = hosts.values_mut().flat_map(|idle| idle.extract_if(.., is_old));
        let given_up: Vec<_> = old.take(at_most).map(|idle| idle.connection).collect();
        *count = count.saturating_sub(given_up.len());
        given_up
    }

    fn sweep_all(&mut self, now: Instant) {
        let Self { hosts, count, last_sweep } = self;
        *last_sweep = Some(now);
        hosts.retain(|_, idle| {
            sweep(idle, count, now);
            !idle.is_empty()
        });
    }
}

fn sweep<C: Pooled>(idle: &mut Vec<Idle<C>>, count: &mut usize, now: Instant) {
    let before = idle.len();
    idle.retain(|idle| idle.is_usable(now));
    let dropped = before.saturating_sub(idle.len());
    *count = count.saturating_sub(dropped);
}

impl<C: Pooled> Idle<C> {
    fn is_usable(&self, now: Instant) -> bool {
        self.connection.is_open() && now.saturating_duration_since(self.since) < MAX_IDLE
    }
}

/// So that a host to which no request is sent any more keeps its connections not much longer than [`MAX_IDLE`].
const SWEEP_INTERVAL: Duration = Duration::from_secs(10);
/// If there is no room, which a sweep may make. It takes time for each host, and exchanges may end much more often.
const SWEEP_INTERVAL_FULL: Duration = Duration::from_secs(1);

/// A name lookup, a proxy and several addresses tried at once need some descriptors, and others may be quicker.
const GIVEN_UP: usize = 8;

#[cfg(test)]
mod tests;
