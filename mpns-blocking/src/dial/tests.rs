use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use mpns_connect::ClientBuilder;
use mpns_proto::{ChannelUri, Raw};
use mpns_test_support::{BlackHole, refusing};

use super::*;
use crate::Client;

/// Knows one name, whose addresses are these.
#[derive(Clone, Debug)]
struct Names {
    addresses: Vec<SocketAddr>,
    asked: Arc<AtomicUsize>,
}

impl Resolver for Names {
    fn resolve(&self, uri: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mut found = self.empty();
        for address in &self.addresses {
            found.push(*address);
        }
        if uri.host() == Some("service.example") { Ok(found) } else { Err(Error::HostNotFound) }
    }
}

fn client(addresses: &[SocketAddr]) -> (Client, Arc<AtomicUsize>) {
    let names = Names { addresses: addresses.to_vec(), asked: Arc::default() };
    let asked = Arc::clone(&names.asked);
    (Client::with_resolver(ClientBuilder::default(), names), asked)
}

/// Answers on one connection.
fn service() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        while let Ok(1..) = stream.read(&mut request) {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
        }
    });
    address
}

fn channel(uri: &str) -> ChannelUri {
    uri.parse().unwrap()
}

#[test]
fn a_name_is_looked_up_only_for_a_new_connection() {
    let (client, asked) = client(&[service()]);
    let raw = Raw::from("1").build().unwrap();
    for _ in 0..10 {
        let _ = client.send(&raw, &channel("http://service.example/1")).unwrap();
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[test]
fn an_address_is_not_looked_up() {
    let (client, asked) = client(&[]);
    let raw = Raw::from("1").build().unwrap();
    let _ = client.send(&raw, &channel(&format!("http://{}/1", service()))).unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[test]
fn one_address_after_the_other_is_tried() {
    let raw = Raw::from("1").build().unwrap();
    for refused in 0..4 {
        let mut addresses: Vec<_> = (0..refused).map(|_| refusing()).collect();
        let address = service();
        addresses.push(address);
        let (client, _) = client(&addresses);
        let request = raw.request(&channel("http://service.example/1"));
        let response = client.request(request).unwrap();
        assert_eq!(response.extensions().get::<Connection>().unwrap().peer(), address);
    }
}

#[test]
fn a_silent_address_leaves_time_for_the_next() {
    const LIMIT: Duration = Duration::from_secs(4);
    let (silent, address) = (BlackHole::new(), service());
    let names = Names { addresses: vec![silent.address, address], asked: Arc::default() };
    let settings = ClientBuilder::default().timeout(10 * LIMIT).connect_timeout(LIMIT);
    let client = Client::with_resolver(settings, names);
    let raw = Raw::from("1").build().unwrap();
    let start = Instant::now();
    let response = client.request(raw.request(&channel("http://service.example/1"))).unwrap();
    assert_eq!(response.extensions().get::<Connection>().unwrap().peer(), address);
    assert!(start.elapsed() < LIMIT);
}

#[test]
fn a_name_without_a_reachable_address_is_a_connect_error() {
    let raw = Raw::from("1").build().unwrap();
    for (host, addresses) in [
        ("service.example", vec![]),
        ("service.example", vec![refusing(), refusing()]),
        ("unknown.example", vec![service()]),
    ] {
        let (client, _) = client(&addresses);
        let error = client.send(&raw, &channel(&format!("http://{host}/SECRET"))).unwrap_err();
        assert!(error.is_connect() && !error.is_timeout(), "{error:?}");
        assert!(!error.may_have_been_delivered() && !error.is_proxy(), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("SECRET"));
    }
}
