//! The transports, and servers to test them against.

use std::thread;

pub(crate) use mpns_test_support::{LONG, Log, RECEIVED, Server, answer_all, receive, refusing};
pub(crate) use mpns_tests::transport::{Client, Transport, jobs, toast};

/// Runs the test for all transports at the same time. Each has a thread with its name, which a panic shows.
pub(crate) fn each(test: impl Fn(Transport) + Sync) {
    let test = &test;
    let failed: Vec<_> = thread::scope(|scope| {
        let threads = Transport::ON_ALL_RUNTIMES.map(|transport| {
            let thread = thread::Builder::new().name(transport.name().to_owned());
            (transport.name(), thread.spawn_scoped(scope, move || test(transport)).unwrap())
        });
        let ended = threads.into_iter().map(|(name, thread)| (name, thread.join()));
        ended.filter_map(|(name, end)| end.is_err().then_some(name)).collect()
    });
    assert!(failed.is_empty(), "failed: {failed:?}");
}
