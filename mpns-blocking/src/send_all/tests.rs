use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{io, thread};

use mpns_connect::transport::{LookupSystem, OperatingSystem};
use mpns_proto::Raw;
use mpns_test_support::{RECEIVED, Server};

use super::*;
use crate::threads::Start;

const JOBS: usize = 100;

/// The first two threads are started, and no other.
static TRIED: AtomicUsize = AtomicUsize::new(0);

#[test]
fn jobs_are_sent_by_fewer_threads_if_some_are_refused_and_without_any() {
    let all: Start = |_| Err(io::ErrorKind::WouldBlock.into());
    let all_but_two: Start = |work| match TRIED.fetch_add(1, Ordering::SeqCst) {
        ..2 => thread::Builder::new().spawn(work).map(drop),
        _ => Err(io::ErrorKind::WouldBlock.into()),
    };
    for (start, connections) in [(all, 1), (all_but_two, 2)] {
        let server = Server::answering(RECEIVED);
        let raw = Raw::from("1").build().unwrap();
        let jobs = (0..JOBS).map(|key| (key, server.channel(), raw.clone()));
        let mut results = SendAll::new(Client::new(), jobs, 16);
        results.threads.start = start;
        let mut sent: Vec<_> = results.map(|(key, result)| result.map(|_| key).unwrap()).collect();
        sent.sort_unstable();
        assert_eq!(sent, Vec::from_iter(0..JOBS));
        assert!(server.connections() <= connections, "{} connections", server.connections());
    }
}

/// How many threads the system still allows, for whatever they are.
static LEFT: AtomicUsize = AtomicUsize::new(0);

fn start_if_left(work: Box<dyn FnOnce() + Send>) -> io::Result<()> {
    let take = |left: usize| left.checked_sub(1);
    match LEFT.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take) {
        Ok(_) => OperatingSystem.start(work),
        Err(_) => Err(io::ErrorKind::WouldBlock.into()),
    }
}

#[derive(Debug)]
struct FewThreads(SocketAddr);

impl LookupSystem for FewThreads {
    fn addresses(&self, _: &str) -> io::Result<Vec<SocketAddr>> {
        Ok(vec![self.0])
    }

    fn start(&self, work: Box<dyn FnOnce() + Send>) -> io::Result<()> {
        start_if_left(work)
    }
}

#[test]
fn the_last_thread_that_the_system_allows_is_for_lookups() {
    for left in 1..4 {
        LEFT.store(left, Ordering::SeqCst);
        let server = Server::answering(RECEIVED);
        let raw = Raw::from("1").build().unwrap();
        let channel: ChannelUri = "http://service.example/1".parse().unwrap();
        let system = Arc::new(FewThreads(server.address));
        let client = Client::builder().lookup_system(system).build();
        let jobs = (0..JOBS).map(|key| (key, channel.clone(), raw.clone()));
        let mut results = SendAll::new(client, jobs, 16);
        results.threads.start = start_if_left;
        assert_eq!(results.filter(|(_, result)| result.is_ok()).count(), JOBS, "{left}");
    }
}
