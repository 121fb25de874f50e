use std::sync::atomic::{AtomicUsize, Ordering};

use mpns_proto::Raw;
use mpns_test_support::{RECEIVED, Server};

use super::*;

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
        results.start = start;
        let mut sent: Vec<_> = results.map(|(key, result)| result.map(|_| key).unwrap()).collect();
        sent.sort_unstable();
        assert_eq!(sent, Vec::from_iter(0..JOBS));
        assert!(server.connections() <= connections, "{} connections", server.connections());
    }
}
