//! Many notifications on several threads.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::iter::Fuse;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

use mpns_connect::transport::ReservedThread;
use mpns_proto::{ChannelUri, Notification, Reply};

use crate::hand_over::{HandOver, Job, Sent};
use crate::{Client, Error};

/// The results of [`Client::send_all`], in the order in which they come.
pub(crate) struct SendAll<K, I> {
    /// They are dropped first, which ends each after its exchange: the jobs may take long to drop.
    threads: Threads,
    client: Client,
    jobs: Fuse<I>,
    at_most: usize,
    /// The keys of the jobs that were taken and whose results were not handed out, by number: they stay on this thread.
    keys: BTreeMap<usize, K>,
    next_number: usize,
    /// Results that were taken from the threads together.
    results: VecDeque<Sent>,
    start: Start,
    /// For name lookups.
    reserved: Option<ReservedThread>,
}

/// The threads that send.
#[derive(Default)]
struct Threads {
    count: usize,
    hand_over: Arc<HandOver>,
}

/// Starts a thread, if the system does not refuse it.
type Start = fn(Box<dyn FnOnce() + Send>) -> io::Result<()>;

impl<K, I: Iterator<Item = (K, ChannelUri, Notification)>> SendAll<K, I> {
    pub(crate) fn new(client: Client, jobs: I, at_most: usize) -> Self {
        Self {
            threads: Threads::default(),
            client,
            jobs: jobs.fuse(),
            at_most: at_most.max(1),
            keys: BTreeMap::new(),
            next_number: 0,
            results: VecDeque::new(),
            start: |work| thread::Builder::new().spawn(work).map(drop),
            reserved: None,
        }
    }

    /// Takes the next job, if there is room for one and one is left, and returns whether there was.
    fn take_job(&mut self) -> bool {
        if self.keys.len() >= self.at_most.saturating_mul(2) {
            return false;
        }
        let Some((key, channel, notification)) = self.jobs.next() else { return false };
        let number = self.next_number;
        self.next_number = number.wrapping_add(1);
        self.keys.insert(number, key);
        let Threads { count, hand_over } = &mut self.threads;
        hand_over.put(Job { number, channel, notification });
        if *count < self.at_most.min(self.keys.len()) {
            // Before the others take all threads that the system allows.
            let resolver = self.client.settings().resolver();
            self.reserved.get_or_insert_with(|| resolver.reserve_thread());
            let (client, hand_over) = (self.client.clone(), Arc::clone(hand_over));
            // If a thread cannot be started, fewer do the same work more slowly.
            let started = (self.start)(Box::new(move || hand_over.work(&client)));
            *count = count.saturating_add(usize::from(started.is_ok()));
        }
        true
    }

    /// Waits for results; without a thread, sends on this one.
    fn wait(&mut self) {
        let Threads { count, hand_over } = &self.threads;
        if *count > 0 {
            hand_over.wait_for_results(&mut self.results);
        } else {
            self.results.extend(hand_over.work_once(&self.client));
        }
    }
}

impl<K, I: Iterator<Item = (K, ChannelUri, Notification)>> Iterator for SendAll<K, I> {
    type Item = (K, Result<Reply, Error>);

    fn next(&mut self) -> Option<Self::Item> {
        let (number, result) = loop {
            if self.results.is_empty() {
                self.threads.hand_over.take_results(&mut self.results);
            }
            if let Some(sent) = self.results.pop_front() {
                break sent;
            }
            if !self.take_job() {
                if self.keys.is_empty() {
                    return None;
                }
                self.wait();
            }
        };
        let key = self.keys.remove(&number)?;
        Some((key, result.unwrap_or_else(|panic| resume_unwind(panic))))
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.hand_over.end();
    }
}

#[cfg(test)]
mod tests;
