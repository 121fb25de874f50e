use std::{
    collections::HashSet,
    io::Write as _,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc::channel,
    },
    thread::{self, ThreadId},
};

use mpns_blocking::Client;

use crate::support::{LONG, RECEIVED, Server, receive, refusing, toast};

const JOBS: usize = 2_000;
const AT_MOST: usize = 16;

/// A server that records the highest number of requests that it held at the same time.
fn counting() -> (Server, Arc<AtomicUsize>) {
    let most = Arc::new(AtomicUsize::new(0));
    let told = Arc::clone(&most);
    let now = Arc::new(AtomicUsize::new(0));
    let server = Server::start(move |_, mut stream| {
        while receive(&mut stream).is_some() {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            thread::yield_now();
            now.fetch_sub(1, Ordering::SeqCst);
            stream.write_all(RECEIVED).unwrap();
        }
    });
    (server, told)
}

#[test]
fn many_jobs_are_sent_some_at_a_time_and_taken_as_it_goes() {
    let (server, most) = counting();
    let channel = server.channel();
    let toast = toast();
    let taken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&taken);
    let jobs = (0..JOBS).map(move |key| {
        count.store(key + 1, Ordering::SeqCst);
        (key, channel.clone(), toast.clone())
    });
    let mut keys = HashSet::new();
    for (key, result) in Client::new().send_all(jobs, AT_MOST) {
        assert_eq!(result.unwrap().status(), 200);
        let taken = taken.load(Ordering::SeqCst);
        assert!(keys.insert(key), "{key} came twice");
        // Each job taken is handed out, waits for that, or is under way: nothing piles up.
        assert!(taken <= keys.len() + 2 * AT_MOST, "{taken} taken, {} done", keys.len());
    }
    assert_eq!(keys.len(), JOBS);
    let most = most.load(Ordering::SeqCst);
    assert!((2..=AT_MOST).contains(&most), "{most} at once");
    assert!(server.connections() <= AT_MOST, "{} connections", server.connections());
}

#[test]
fn each_job_has_its_own_result() {
    let server = Server::answering(RECEIVED);
    let refusing = format!("http://{}/SECRET", refusing()).parse().unwrap();
    let channels = [server.channel(), refusing, server.channel()];
    for at_most in [0, 1, 100] {
        let jobs: Vec<_> = channels
            .iter()
            .enumerate()
            .map(|(key, channel)| (key, channel.clone(), toast()))
            .collect();
        let mut results: Vec<_> = Client::new().send_all(jobs, at_most).collect();
        results.sort_by_key(|(key, _)| *key);
        let told: Vec<_> = results.iter().map(|(key, result)| (*key, result.is_ok())).collect();
        assert_eq!(told, [(0, true), (1, false), (2, true)]);
    }
    let none: [(usize, _, _); 0] = [];
    assert_eq!(Client::new().send_all(none, 4).count(), 0);
}

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
    let channel = server.channel();
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
    let channel_uri = server.channel();
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
    let channel = server.channel();
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
