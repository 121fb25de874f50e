use std::cell::Cell;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::thread::sleep;
use std::time::Duration;

use mpns_blocking::Client;
use mpns_proto::ChannelUri;
use mpns_test_support::{LONG, Log, RECEIVED, Server, answer_all, receive};

use crate::toast;

const JOBS: usize = 2_000;
const AT_MOST: usize = 16;

/// Like the rows of a database cursor, which borrow from it, and belong to its thread.
#[test]
fn jobs_and_keys_may_borrow_and_stay_on_their_thread() {
    let server = Server::answering(RECEIVED);
    let channels: Vec<ChannelUri> = (0..JOBS).map(|_| server.channel()).collect();
    let (taken, toast) = (Cell::new(0), toast());
    let jobs = channels.iter().map(|channel| {
        taken.set(taken.get() + 1);
        (Rc::new(channel), channel.clone(), toast.clone())
    });
    let mut results = Client::new().send_all(jobs, AT_MOST);
    for done in 1..=JOBS {
        let (channel, result) = results.next().unwrap();
        assert!(result.is_ok() && channels.contains(*channel));
        assert!(taken.get() < done + 2 * AT_MOST, "{} taken, {done} done", taken.get());
    }
    assert!(results.next().is_none());
    assert!(results.next().is_none());
}

#[test]
fn a_result_waits_for_no_more_than_the_next_job() {
    let server = Server::answering(RECEIVED);
    let (jobs, queue) = channel();
    let mut results = Client::new().send_all(queue, 4);
    for key in 0..10 {
        jobs.send((key, server.channel(), toast())).unwrap();
    }
    drop(jobs);
    let mut done: Vec<_> = results.by_ref().map(|(key, _)| key).collect();
    done.sort_unstable();
    assert_eq!(done, Vec::from_iter(0..10));
    assert!(results.next().is_none());
}

#[test]
fn there_are_no_more_threads_than_jobs_and_than_are_allowed() {
    for (jobs, at_most, expected) in [(3, usize::MAX, 3), (JOBS, 4, 4), (JOBS, 0, 1)] {
        let server = Server::answering(RECEIVED);
        let channel: ChannelUri = server.channel();
        let jobs = (0..jobs).map(|key| (key, channel.clone(), toast()));
        let results = Client::new().send_all(jobs.clone(), at_most);
        assert_eq!(results.filter(|(_, result)| result.is_ok()).count(), jobs.len());
        // Each thread has one connection.
        assert!(server.connections() <= expected, "{} connections", server.connections());
    }
}

#[test]
fn dropping_the_results_ends_the_threads() {
    let (sender, ended) = channel();
    let server = Server::start(move |_, stream| {
        answer_all(stream, RECEIVED, &Log::default());
        let _ = sender.send(());
    });
    let channel: ChannelUri = server.channel();
    let taken = Cell::new(0);
    let jobs = (0_u64..).map(|key| {
        taken.set(taken.get() + 1);
        (key, channel.clone(), toast())
    });
    // The threads have the only other references to the client, whose connections end with it.
    let mut results = Client::new().send_all(jobs, AT_MOST);
    for _ in 0..10 {
        let _ = results.next().unwrap().1.unwrap();
    }
    drop(results);
    for _ in 0..server.connections() {
        ended.recv_timeout(LONG).unwrap();
    }
    assert!(taken.get() <= 10 + 2 * AT_MOST, "{} were taken", taken.get());
}

/// Lets the server answer, and takes its time to drop, as the last use of a database connection may.
struct SlowDrop(Arc<AtomicBool>);

impl Drop for SlowDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
        sleep(Duration::from_millis(200));
    }
}

#[test]
fn no_job_is_begun_once_the_results_are_dropped() {
    let (sender, begun) = channel();
    let slow = SlowDrop(Arc::default());
    let is_dropped = Arc::clone(&slow.0);
    let is_first = Arc::new(AtomicBool::new(true));
    let server = Server::start(move |_, mut stream| {
        while receive(&mut stream).is_some() && sender.send(()).is_ok() {
            if is_first.swap(false, Ordering::SeqCst) {
                // More jobs are taken meanwhile.
                sleep(Duration::from_millis(50));
                let _ = stream.write_all(RECEIVED);
                continue;
            }
            while !is_dropped.load(Ordering::SeqCst) {
                sleep(Duration::from_millis(1));
            }
            let _ = stream.write_all(RECEIVED);
        }
    });
    let channel: ChannelUri = server.channel();
    let jobs = (0..).map(move |key| {
        let _ = &slow;
        (key, channel.clone(), toast())
    });
    let mut results = Client::new().send_all(jobs, 3);
    let _ = results.next().unwrap().1.unwrap();
    drop(results);
    // The first, and one on each thread.
    let begun = begun.try_iter().count();
    assert!(begun <= 1 + 3, "{begun} were begun");
}

#[test]
fn a_panic_of_the_jobs_is_not_lost() {
    let server = Server::answering(RECEIVED);
    let channel: ChannelUri = server.channel();
    let jobs = (0..10).map(|key| {
        assert_ne!(key, 5, "no more jobs");
        (key, channel.clone(), toast())
    });
    let mut results = Client::new().send_all(jobs, 2);
    let panic = loop {
        match catch_unwind(AssertUnwindSafe(|| results.next())) {
            Ok(Some((_, result))) => assert!(result.is_ok()),
            Ok(None) => panic!("the jobs ended without their panic"),
            Err(panic) => break panic,
        }
    };
    assert!(panic.downcast_ref::<String>().unwrap().contains("no more jobs"));
    // Those before it are under way all the same.
    assert!(results.next().is_some_and(|(_, result)| result.is_ok()));
}
