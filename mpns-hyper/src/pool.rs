//! The connections that wait for their next request.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use http::Uri;
use http::uri::{Authority, Scheme};
use mpns_connect::transport::MAX_IDLE;
use tokio::runtime::{self, Handle};
use tokio::time::Instant;

use crate::link::Link;

/// Connections that are open and unused, by host.
///
/// A request takes one out or makes one, and before it ends, puts it back or closes it. So there are never more
/// connections to a host than requests were under way at a time, apart from those of cancelled requests, which
/// close soon after.
pub(crate) struct Pool {
    max_idle_connections: usize,
    hosts: Mutex<HashMap<Host, Vec<Idle>>>,
}

/// Scheme and authority of a URI, as seen from one runtime: another one may not run at the moment, and a
/// connection would not move.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Host(Option<Scheme>, Option<Authority>, Option<runtime::Id>);

struct Idle {
    link: Link,
    since: Instant,
}

impl Pool {
    /// Keeps as many connections to one host as this, at the most.
    pub(crate) fn new(max_idle_connections: usize) -> Self {
        Self { max_idle_connections, hosts: Mutex::default() }
    }

    /// The connection that was used last, if one is open.
    pub(crate) fn take(&self, host: &Host) -> Option<Link> {
        let now = Instant::now();
        let mut hosts = self.lock();
        let idle = hosts.get_mut(host)?;
        // A host whose last connection was taken goes when that one ends: see `sweep`.
        while let Some(last) = idle.pop() {
            if last.is_open(now) {
                return Some(last.link);
            }
        }
        None
    }

    /// Keeps a connection for the next request, or returns it if it is closed or there are enough of them.
    pub(crate) fn put(&self, host: Host, link: Link) -> Option<Link> {
        let mut hosts = self.lock();
        // One that is closed already will not sweep the pool.
        if link.is_closed() || self.max_idle_connections == 0 {
            return Some(link);
        }
        let others = hosts.entry(host).or_default();
        if others.len() >= self.max_idle_connections {
            return Some(link);
        }
        others.push(Idle { link, since: Instant::now() });
        None
    }

    /// Drops the connections to a host that are closed, or unused for too long, and the host if there is none
    /// left. Returns when the next one will be unused for too long.
    pub(crate) fn sweep(&self, host: &Host) -> Option<Instant> {
        let now = Instant::now();
        let mut hosts = self.lock();
        let idle = hosts.get_mut(host)?;
        idle.retain(|idle| idle.is_open(now));
        match idle.first() {
            Some(oldest) => oldest.since.checked_add(MAX_IDLE),
            None => {
                hosts.remove(host);
                None
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Host, Vec<Idle>>> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Idle {
    fn is_open(&self, now: Instant) -> bool {
        !self.link.is_closed() && now.saturating_duration_since(self.since) < MAX_IDLE
    }
}

impl Host {
    pub(crate) fn of(target: &Uri) -> Self {
        let runtime = Handle::try_current().ok().map(|runtime| runtime.id());
        Self(target.scheme().cloned(), target.authority().cloned(), runtime)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use hyper_util::rt::TokioIo;
    use mpns_connect::Connection;
    use tokio::io::{AsyncReadExt as _, DuplexStream, duplex};
    use tokio::task::yield_now;
    use tokio::time::{advance, timeout};

    use super::*;
    use crate::connect::Opened;
    use crate::tap::Tap;

    fn host(uri: &str) -> Host {
        Host::of(&uri.parse().unwrap())
    }

    /// A connection that can be told by its peer's port, and its other end.
    async fn link(pool: &Arc<Pool>, host: &Host, port: u16) -> (Link, DuplexStream) {
        let (near, far) = duplex(1024);
        let opened = Opened {
            connection: Some(Connection::new(([127, 0, 0, 1], port).into(), None)),
            ..Opened::new(Tap::new(TokioIo::new(near), |_| false))
        };
        let link = Link::start(opened, host.clone(), Arc::downgrade(pool)).await.unwrap();
        settle().await;
        (link, far)
    }

    fn port(link: Option<Link>) -> Option<u16> {
        Some(link?.count()?.peer().port())
    }

    /// Lets other tasks run until they have nothing to do.
    async fn settle() {
        for _ in 0..10 {
            yield_now().await;
        }
    }

    async fn is_open(far: &mut DuplexStream) -> bool {
        timeout(Duration::from_millis(1), far.read_u8()).await.is_err()
    }

    #[tokio::test]
    async fn a_host_is_scheme_name_and_port() {
        let hosts = ["http://a/", "http://a:81/", "https://a/", "http://b/"].map(host);
        let pool = Arc::new(Pool::new(1));
        let mut ends = Vec::new();
        for (port, host) in (1..).zip(&hosts) {
            let (link, end) = link(&pool, host, port).await;
            pool.put(host.clone(), link);
            ends.push(end);
        }
        assert_eq!(port(pool.take(&host("http://A/other?path"))), Some(1));
        assert!(pool.take(&hosts[0]).is_none());
        for (number, host) in (2..).zip(&hosts[1..]) {
            assert_eq!(port(pool.take(host)), Some(number));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_one_in_is_the_first_one_out_and_too_many_are_closed() {
        let (pool, host) = (Arc::new(Pool::new(2)), host("http://a/"));
        let (first, _first) = link(&pool, &host, 1).await;
        let (second, _second) = link(&pool, &host, 2).await;
        let (third, mut too_many) = link(&pool, &host, 3).await;
        for link in [first, second, third] {
            pool.put(host.clone(), link);
        }
        assert!(!is_open(&mut too_many).await);
        assert_eq!([(); 3].map(|()| port(pool.take(&host))), [Some(2), Some(1), None]);
        settle().await;
        assert!(pool.lock().is_empty());
        let none = Arc::new(Pool::new(0));
        none.put(host.clone(), link(&none, &host, 1).await.0);
        assert!(none.lock().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_ends_leaves_the_pool() {
        let (pool, host) = (Arc::new(Pool::new(2)), host("http://a/"));
        let (first, first_end) = link(&pool, &host, 1).await;
        let (second, mut second_end) = link(&pool, &host, 2).await;
        pool.put(host.clone(), first);
        pool.put(host.clone(), second);
        drop(first_end);
        settle().await;
        assert_eq!(pool.lock()[&host].len(), 1);
        assert!(is_open(&mut second_end).await);
        drop(second_end);
        settle().await;
        assert!(pool.lock().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_has_ended_is_not_kept() {
        let (pool, host) = (Arc::new(Pool::new(1)), host("http://a/"));
        let (first, first_end) = link(&pool, &host, 1).await;
        let (second, _second_end) = link(&pool, &host, 2).await;
        drop(first_end);
        settle().await;
        assert!(pool.put(host.clone(), first).is_some());
        assert!(pool.lock().is_empty());
        assert!(pool.put(host.clone(), second).is_none());
        assert_eq!(port(pool.take(&host)), Some(2));
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_is_closed_when_it_was_unused_for_long() {
        let (pool, host) = (Arc::new(Pool::new(2)), host("http://a/"));
        let (first, mut first_end) = link(&pool, &host, 1).await;
        let (second, mut second_end) = link(&pool, &host, 2).await;
        pool.put(host.clone(), first);
        advance(MAX_IDLE / 2).await;
        pool.put(host.clone(), second);
        advance(MAX_IDLE / 2 - Duration::from_secs(1)).await;
        settle().await;
        assert!(is_open(&mut first_end).await);
        advance(Duration::from_secs(1)).await;
        settle().await;
        assert!(!is_open(&mut first_end).await);
        assert!(is_open(&mut second_end).await);
        // One that was used meanwhile begins anew.
        let second = pool.take(&host).unwrap();
        advance(MAX_IDLE / 2).await;
        pool.put(host.clone(), second);
        settle().await;
        advance(MAX_IDLE - Duration::from_secs(1)).await;
        settle().await;
        assert!(is_open(&mut second_end).await);
        advance(Duration::from_secs(1)).await;
        settle().await;
        assert!(!is_open(&mut second_end).await);
        assert!(pool.lock().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_was_unused_for_long_is_not_handed_out() {
        let (pool, host) = (Arc::new(Pool::new(1)), host("http://a/"));
        for (time, is_taken) in [(MAX_IDLE - Duration::from_secs(1), true), (MAX_IDLE, false)] {
            // It sweeps another pool.
            let (link, _end) = link(&Arc::new(Pool::new(1)), &host, 1).await;
            pool.put(host.clone(), link);
            advance(time).await;
            assert_eq!(pool.take(&host).is_some(), is_taken, "{time:?}");
        }
    }

    #[test]
    fn connections_leave_the_pool_with_their_runtime() {
        let pool = Arc::new(Pool::new(1));
        let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let _end = runtime.block_on(async {
            let host = host("http://a/");
            let (link, end) = link(&pool, &host, 1).await;
            assert!(pool.put(host, link).is_none());
            end
        });
        assert!(!pool.lock().is_empty());
        drop(runtime);
        assert!(pool.lock().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn connections_end_with_their_pool() {
        let (pool, host) = (Arc::new(Pool::new(1)), host("http://a/"));
        let (link, mut end) = link(&pool, &host, 1).await;
        pool.put(host, link);
        assert!(is_open(&mut end).await);
        drop(pool);
        assert!(!is_open(&mut end).await);
    }
}
