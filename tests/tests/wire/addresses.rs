use std::time::{Duration, Instant};

use http::Response;
use mpns_connect::Connection;
use mpns_proto::ChannelUri;
use mpns_test_support::BlackHole;

use crate::names::Names;
use crate::support::{RECEIVED, Server, each, refusing, toast};

/// A channel whose port the addresses have.
pub(crate) fn channel(host: &str) -> ChannelUri {
    format!("http://{host}/SECRET").parse().unwrap()
}

fn peer(response: &Response<()>) -> std::net::SocketAddr {
    response.extensions().get::<Connection>().unwrap().peer()
}

#[test]
fn a_name_is_looked_up_once_in_a_while() {
    each(|transport| {
        for (max_idle, connections) in [(1, 1), (0, 10)] {
            let server = Server::answering(RECEIVED);
            let names = Names::with(&[server.address]);
            let client = transport.builder().max_idle_connections(max_idle);
            let client = client.lookup_system(names.clone()).build();
            for _ in 0..10 {
                let _ = client.send(&channel("service.example")).unwrap();
            }
            assert_eq!((server.connections(), names.asked()), (connections, 1));
        }
    });
}

#[test]
fn an_address_is_not_looked_up() {
    each(|transport| {
        let server = Server::answering(RECEIVED);
        let names = Names::without_threads();
        let client = transport.builder().lookup_system(names.clone()).build();
        let _ = client.send(&server.channel()).unwrap();
        assert_eq!(names.asked(), 0);
    });
}

#[test]
fn one_address_after_the_other_is_tried() {
    each(|transport| {
        for refused in 0..4 {
            let server = Server::answering(RECEIVED);
            let mut addresses: Vec<_> = (0..refused).map(|_| refusing()).collect();
            addresses.push(server.address);
            let client = transport.builder().lookup_system(Names::with(&addresses)).build();
            let response = client.request(toast().request(&channel("service.example"))).unwrap();
            assert_eq!(peer(&response), server.address);
        }
    });
}

#[test]
fn a_silent_address_leaves_time_for_the_next() {
    const LIMIT: Duration = Duration::from_secs(4);
    each(|transport| {
        let (silent, server) = (BlackHole::new(), Server::answering(RECEIVED));
        let names = Names::with(&[silent.address, server.address]);
        let client = transport.builder().timeout(10 * LIMIT).connect_timeout(LIMIT);
        let client = client.lookup_system(names).build();
        let start = Instant::now();
        let response = client.request(toast().request(&channel("service.example"))).unwrap();
        assert_eq!(peer(&response), server.address);
        assert!(start.elapsed() < LIMIT);
    });
}

#[test]
fn a_name_without_a_reachable_address_is_a_connect_error() {
    each(|transport| {
        for (host, addresses) in [
            ("service.example", vec![]),
            ("service.example", vec![refusing(), refusing()]),
            ("unknown.example", vec![Server::answering(RECEIVED).address]),
        ] {
            let client = transport.builder().lookup_system(Names::with(&addresses)).build();
            let error = client.send(&channel(host)).unwrap_err();
            assert!(error.is_connect() && !error.is_timeout(), "{error:?}");
            assert!(!error.may_have_been_delivered() && !error.is_proxy(), "{error:?}");
            assert!(!error.is_permanent(), "{error:?}");
            assert!(!format!("{error} {error:?}").contains("SECRET"));
        }
    });
}
