//! Threads that send, as many as are needed and allowed.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::task::Waker;
use std::thread;
use std::time::Duration;

use mpns_connect::transport::ReservedThread;

use crate::Client;
use crate::hand_over::{HandOver, Job, Sent};

/// The threads that send for another one. When this is dropped, no further job is begun, and each ends after its
/// exchange.
pub(crate) struct Threads<N: Send + 'static> {
    client: Client,
    hand_over: Arc<HandOver<N>>,
    count: usize,
    pub(crate) start: Start,
    /// For name lookups.
    reserved: Option<ReservedThread>,
}

/// Starts a thread, if the system does not refuse it.
pub(crate) type Start = fn(Box<dyn FnOnce() + Send>) -> io::Result<()>;

impl<N: Send + 'static> Threads<N> {
    pub(crate) fn new(client: Client) -> Self {
        Self {
            client,
            hand_over: Arc::default(),
            count: 0,
            start: |work| thread::Builder::new().spawn(work).map(drop),
            reserved: None,
        }
    }

    /// Lets a thread send this. If there are fewer threads than wanted, one more is started.
    pub(crate) fn send(&mut self, job: Job<N>, wanted: usize) {
        self.hand_over.put(job);
        if self.count < wanted {
            // Before the others take all threads that the system allows.
            let resolver = self.client.settings().resolver();
            self.reserved.get_or_insert_with(|| resolver.reserve_thread());
            let (client, hand_over) = (self.client.clone(), Arc::clone(&self.hand_over));
            // If a thread cannot be started, fewer do the same work more slowly.
            let started = (self.start)(Box::new(move || hand_over.work(&client)));
            self.count = self.count.saturating_add(usize::from(started.is_ok()));
        }
    }

    /// Moves the results that there are to `results`, which is empty.
    pub(crate) fn take_results(&self, results: &mut VecDeque<Sent<N>>) {
        self.hand_over.take_results(results);
    }

    /// Waits for results, not longer than this and until woken; without a thread, sends on this one.
    pub(crate) fn wait(&self, at_most: Option<Duration>, results: &mut VecDeque<Sent<N>>) {
        let sent = if self.count > 0 { None } else { self.hand_over.work_once(&self.client) };
        match sent {
            Some(sent) => results.push_back(sent),
            None => self.hand_over.wait_for_results(at_most, results),
        }
    }

    /// Ends a [`wait`](Self::wait).
    pub(crate) fn waker(&self) -> Waker {
        Waker::from(Arc::clone(&self.hand_over))
    }
}

impl<N: Send + 'static> Drop for Threads<N> {
    fn drop(&mut self) {
        self.hand_over.end();
    }
}
