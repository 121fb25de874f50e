use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use http::Uri;
use http::uri::{Authority, Scheme};

use super::bounds::MAX_IDLE;

/// Connections that are open and unused, by host. Time is an argument.
///
/// A request takes one out or makes one, and before it ends, puts it back or closes it. So there are never more
/// connections to a host than requests were under way at a time, apart from those of cancelled requests, which
/// close soon after.
///
/// The key is a [`HostKey`], or has one and what else keeps connections apart.
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
}

/// Scheme and authority of a URI.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HostKey(Option<Scheme>, Option<Authority>);

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

impl<K: Eq + Hash, C: Pooled> Pool<K, C> {
    /// Keeps up to so many connections to one host, and to all hosts together.
    #[must_use]
    pub fn new(max_per_host: usize, max_in_all: usize) -> Self {
        let idle = IdleByHost { hosts: HashMap::new(), count: 0 };
        Self { max_per_host, max_in_all, idle: Mutex::new(idle) }
    }

    /// The connection that was used last, if one is open.
    pub fn take(&self, host: &K, now: Instant) -> Option<C> {
        let mut guard = self.lock();
        let IdleByHost { hosts, count } = &mut *guard;
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
    pub fn put(&self, host: K, connection: C, now: Instant) -> Option<C> {
        let mut guard = self.lock();
        // One that is closed already may be swept by nobody.
        if !connection.is_open() || self.max_per_host == 0 {
            return Some(connection);
        }
        if guard.count >= self.max_in_all {
            guard.sweep_all(now);
        }
        let IdleByHost { hosts, count } = &mut *guard;
        if *count >= self.max_in_all {
            return Some(connection);
        }
        let others = hosts.entry(host).or_default();
        if others.len() >= self.max_per_host {
            return Some(connection);
        }
        others.push(Idle { connection, since: now });
        *count = count.saturating_add(1);
        None
    }

    /// Drops the connections to a host that are closed, or unused for [`MAX_IDLE`], and the host if none is left.
    /// Returns when the next one will be unused for so long.
    pub fn sweep(&self, host: &K, now: Instant) -> Option<Instant> {
        let mut guard = self.lock();
        let IdleByHost { hosts, count } = &mut *guard;
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

    /// The same for every host.
    pub fn sweep_all(&self, now: Instant) {
        self.lock().sweep_all(now);
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
    fn sweep_all(&mut self, now: Instant) {
        let Self { hosts, count } = self;
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

impl HostKey {
    /// The key of the host that a URI leads to.
    #[must_use]
    pub fn of(target: &Uri) -> Self {
        Self(target.scheme().cloned(), target.authority().cloned())
    }
}

impl<C: Pooled> Idle<C> {
    fn is_usable(&self, now: Instant) -> bool {
        self.connection.is_open() && now.saturating_duration_since(self.since) < MAX_IDLE
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A number, and whether the connection is open.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    struct Numbered(u8, bool);

    impl Pooled for Numbered {
        fn is_open(&self) -> bool {
            self.1
        }
    }

    fn open(number: u8) -> Numbered {
        Numbered(number, true)
    }

    #[test]
    fn a_host_is_scheme_name_and_port() {
        let key = |uri: &str| HostKey::of(&uri.parse().unwrap());
        let hosts = ["http://a/", "http://a:81/", "https://a/", "http://b/"].map(key);
        let (pool, now) = (Pool::new(1, 9), Instant::now());
        for (number, host) in (1..).zip(&hosts) {
            assert_eq!(pool.put(host.clone(), open(number), now), None);
        }
        assert_eq!(pool.take(&key("http://A/other?path"), now), Some(open(1)));
        assert_eq!(pool.take(&hosts[0], now), None);
        for (number, host) in (2..).zip(&hosts[1..]) {
            assert_eq!(pool.take(host, now), Some(open(number)));
        }
    }

    #[test]
    fn the_last_one_in_is_the_first_one_out_and_too_many_are_returned() {
        let now = Instant::now();
        for (per_host, in_all, kept) in [(2, 9, 2), (9, 2, 2), (9, 9, 3), (0, 9, 0), (9, 0, 0)] {
            let pool = Pool::new(per_host, in_all);
            let put: Vec<_> = (0..3).map(|number| pool.put("host", open(number), now)).collect();
            let expected: Vec<_> =
                (0..3).map(|number| (number >= kept).then_some(open(number))).collect();
            assert_eq!(put, expected, "{per_host} {in_all}");
            for number in (0..kept).rev() {
                assert_eq!(pool.take(&"host", now), Some(open(number)), "{per_host} {in_all}");
            }
            assert_eq!(pool.take(&"host", now), None);
            assert_eq!(pool.sweep(&"host", now), None);
            assert!(pool.is_empty());
        }
    }

    #[test]
    fn a_connection_that_was_taken_or_is_too_old_leaves_room() {
        let (pool, now) = (Pool::new(1, 1), Instant::now());
        assert_eq!(pool.put("a", open(1), now), None);
        assert_eq!(pool.take(&"a", now), Some(open(1)));
        assert_eq!(pool.put("b", open(2), now), None);
        assert_eq!(pool.put("a", open(3), now), Some(open(3)));
        assert_eq!(pool.put("a", open(4), now + MAX_IDLE), None);
        assert_eq!(pool.take(&"b", now + MAX_IDLE), None);
    }

    #[test]
    fn a_closed_connection_is_neither_kept_nor_handed_out() {
        let (pool, now) = (Pool::new(2, 2), Instant::now());
        let closed = Numbered(1, false);
        assert_eq!(pool.put("host", closed, now), Some(closed));
        assert!(pool.is_empty());
    }

    #[test]
    fn a_connection_is_dropped_when_it_was_unused_for_long() {
        let (pool, start) = (Pool::new(2, 2), Instant::now());
        let half = start + MAX_IDLE / 2;
        let before = |end: Instant| end - Duration::from_nanos(1);
        assert_eq!(pool.put("host", open(1), start), None);
        assert_eq!(pool.put("host", open(2), half), None);
        let end = start + MAX_IDLE;
        assert_eq!(pool.sweep(&"host", before(end)), Some(end));
        assert_eq!(pool.sweep(&"host", end), Some(half + MAX_IDLE));
        assert_eq!(pool.take(&"host", before(half + MAX_IDLE)), Some(open(2)));
        assert_eq!(pool.take(&"host", start), None);
        assert_eq!(pool.put("host", open(2), half), None);
        assert_eq!(pool.take(&"host", half + MAX_IDLE), None);
        assert_eq!(pool.put("host", open(3), start), None);
        pool.sweep_all(before(end));
        assert!(!pool.is_empty());
        pool.sweep_all(end);
        assert!(pool.is_empty());
    }
}
