use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};

use mpns_blocking::Client;
use mpns_proto::ChannelUri;
use mpns_test_support::{LONG, RECEIVED, Server};

use crate::toast;

const JOBS: usize = 2_000;
const AT_MOST: usize = 16;

#[test]
fn a_result_does_not_wait_for_the_next_job() {
    let server = Server::answering(RECEIVED);
    let (jobs, queue) = channel();
    let mut results = Client::new().send_all(queue, 4);
    for key in 0..10 {
        jobs.send((key, server.channel(), toast())).unwrap();
        assert!(matches!(results.next(), Some((done, Ok(_))) if done == key));
    }
    drop(jobs);
    assert!(results.next().is_none());
    assert!(results.next().is_none());
}

/// Jobs that do not tell their number, and record which threads ask for them.
fn noting<J: Iterator>(
    mut jobs: J,
) -> (impl Iterator<Item = J::Item>, Arc<Mutex<HashSet<ThreadId>>>) {
    let threads = Arc::new(Mutex::new(HashSet::new()));
    let noted = Arc::clone(&threads);
    let jobs = std::iter::from_fn(move || {
        noted.lock().unwrap().insert(thread::current().id());
        jobs.next()
    });
    (jobs, threads)
}

#[test]
fn there_are_no_more_threads_than_jobs_however_many_may_be() {
    const FEW: usize = 3;
    let server = Server::answering(RECEIVED);
    let channel: ChannelUri = server.channel();
    let (jobs, threads) = noting((0..FEW).map(move |key| (key, channel.clone(), toast())));
    let results = Client::new().send_all(jobs, usize::MAX);
    assert_eq!(results.filter(|(_, result)| result.is_ok()).count(), FEW);
    // One more finds that there is no job left.
    assert!(threads.lock().unwrap().len() <= FEW + 1);
}

#[test]
fn a_thread_that_is_idle_takes_the_next_job() {
    let server = Server::answering(RECEIVED);
    let (jobs, queue) = channel();
    let (queue, threads) = noting(queue.into_iter());
    let mut results = Client::new().send_all(queue, usize::MAX);
    for key in 0..JOBS {
        jobs.send((key, server.channel(), toast())).unwrap();
        let _ = results.next().unwrap().1.unwrap();
    }
    drop(jobs);
    assert!(results.next().is_none());
    // Two, and some that were about to become idle.
    let threads = threads.lock().unwrap().len();
    assert!(threads < JOBS / 10, "{threads} threads for one job at a time");
}

#[test]
fn dropping_the_results_ends_the_threads() {
    /// Tells when the jobs, and the last thread with them, are gone.
    struct Gone(std::sync::mpsc::Sender<()>);
    impl Drop for Gone {
        fn drop(&mut self) {
            let _ = self.0.send(());
        }
    }
    let server = Server::answering(RECEIVED);
    let channel_uri: ChannelUri = server.channel();
    let (sender, gone) = channel();
    let guard = Gone(sender);
    let taken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&taken);
    let jobs = (0_u64..).map(move |key| {
        let _ = &guard;
        count.fetch_add(1, Ordering::SeqCst);
        (key, channel_uri.clone(), toast())
    });
    let mut results = Client::new().send_all(jobs, AT_MOST);
    for _ in 0..10 {
        let _ = results.next().unwrap().1.unwrap();
    }
    drop(results);
    gone.recv_timeout(LONG).unwrap();
    let taken = taken.load(Ordering::SeqCst);
    assert!(taken <= 10 + 3 * AT_MOST, "{taken} were taken");
}

#[test]
fn a_panic_of_the_jobs_is_not_lost() {
    let server = Server::answering(RECEIVED);
    let channel: ChannelUri = server.channel();
    let jobs = (0..10).map(move |key| {
        assert_ne!(key, 5, "no more jobs");
        (key, channel.clone(), toast())
    });
    let mut results = Client::new().send_all(jobs, 2);
    let mut done = 0;
    let panic = loop {
        match catch_unwind(AssertUnwindSafe(|| results.next())) {
            Ok(Some((_, result))) => done += usize::from(result.is_ok()),
            Ok(None) => panic!("the end of the jobs was told, and not their panic"),
            Err(panic) => break panic,
        }
    };
    assert_eq!(done, 5);
    assert!(panic.downcast_ref::<String>().unwrap().contains("no more jobs"));
}
