//! Name lookups that hang, and threads that the system refuses.

use std::time::Instant;

use mpns_connect::transport::MAX_LOOKUPS;
use mpns_connect::{ErrorKind, Proxy, Retry};

use crate::addresses::channel;
use crate::names::Names;
use crate::support::{LONG, RECEIVED, Server, each, jobs};
use crate::timeouts::SHORT;

const JOBS: usize = 100;

#[test]
fn lookups_that_hang_are_few_and_shared_and_hold_nobody_up() {
    each(|transport| {
        for hosts in [1, JOBS] {
            let names = Names::hanging();
            let client = transport.builder().timeout(LONG).connect_timeout(SHORT);
            let client = client.lookup_system(names.clone()).build();
            let channels =
                (0..JOBS).map(|number| channel(&format!("host{}.example", number % hosts)));
            let (start, mut results) = (Instant::now(), 0);
            client.send_all(jobs(channels.collect()), JOBS, |_, result| {
                let error = result.unwrap_err();
                let kind = ErrorKind::ConnectTimeout { limit: SHORT, proxy: false };
                assert_eq!(*error.kind(), kind);
                assert!(!error.may_have_been_delivered(), "{error:?}");
                results += 1;
            });
            assert_eq!(results, JOBS);
            assert!(names.asked() <= hosts.min(MAX_LOOKUPS), "{} for {hosts}", names.asked());
            // A runtime does not wait for them either.
            drop(client);
            assert!(start.elapsed() < LONG);
        }
    });
}

#[test]
fn kept_connections_and_addresses_work_while_lookups_hang() {
    each(|transport| {
        let server = Server::answering(RECEIVED);
        let names = Names::hanging();
        let client = transport.builder().connect_timeout(SHORT).lookup_system(names).build();
        for _ in 0..2 {
            let _ = client.send(&server.channel()).unwrap();
            let channels = (0..JOBS).map(|number| channel(&format!("host{number}.example")));
            client.send_all(jobs(channels.collect()), JOBS, |_, result| {
                assert!(result.unwrap_err().is_timeout());
            });
        }
        assert_eq!(server.connections(), 1);
    });
}

#[test]
fn a_refused_thread_is_an_error_of_connecting() {
    each(|transport| {
        for proxy in [Proxy::none(), "http://proxy.example:3128".parse().unwrap()] {
            let is_proxy = proxy != Proxy::none();
            let builder = transport.builder().lookup_system(Names::without_threads());
            let client = builder.proxy(proxy).build();
            let channels = (0..JOBS).map(|_| channel("localhost"));
            let mut results = 0;
            client.send_all(jobs(channels.collect()), 16, |_, result| {
                let error = result.unwrap_err();
                let kind = if is_proxy { ErrorKind::ProxyConnect } else { ErrorKind::Connect };
                assert_eq!(*error.kind(), kind);
                assert!(!error.may_have_been_delivered(), "{error:?}");
                assert!(matches!(error.retry(), Retry::Backoff(_)), "{error:?}");
                results += 1;
            });
            assert_eq!(results, JOBS);
        }
    });
}
