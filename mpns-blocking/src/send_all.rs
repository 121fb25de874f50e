//! Many notifications on several threads.

use std::collections::{BTreeMap, VecDeque};
use std::iter::Fuse;
use std::panic::resume_unwind;

use mpns_proto::{ChannelUri, Notification, Reply};

use crate::hand_over::{Job, Sent};
use crate::threads::Threads;
use crate::{Client, Error};

/// The results of [`Client::send_all`], in the order in which they come.
pub(crate) struct SendAll<K, I> {
    /// They are dropped first, which ends each after its exchange: the jobs may take long to drop.
    threads: Threads<usize>,
    jobs: Fuse<I>,
    at_most: usize,
    /// The keys of the jobs that were taken and whose results were not handed out, by number: they stay on this thread.
    keys: BTreeMap<usize, K>,
    next_number: usize,
    /// Results that were taken from the threads together.
    results: VecDeque<Sent<usize>>,
}

impl<K, I: Iterator<Item = (K, ChannelUri, Notification)>> SendAll<K, I> {
    pub(crate) fn new(client: Client, jobs: I, at_most: usize) -> Self {
        Self {
            threads: Threads::new(client),
            jobs: jobs.fuse(),
            at_most: at_most.max(1),
            keys: BTreeMap::new(),
            next_number: 0,
            results: VecDeque::new(),
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
        let wanted = self.at_most.min(self.keys.len());
        self.threads.send(Job { number, channel, notification }, wanted);
        true
    }
}

impl<K, I: Iterator<Item = (K, ChannelUri, Notification)>> Iterator for SendAll<K, I> {
    type Item = (K, Result<Reply, Error>);

    fn next(&mut self) -> Option<Self::Item> {
        let (number, result) = loop {
            if self.results.is_empty() {
                self.threads.take_results(&mut self.results);
            }
            if let Some(sent) = self.results.pop_front() {
                break sent;
            }
            if !self.take_job() {
                if self.keys.is_empty() {
                    return None;
                }
                self.threads.wait(None, &mut self.results);
            }
        };
        let key = self.keys.remove(&number)?;
        Some((key, result.unwrap_or_else(|panic| resume_unwind(panic))))
    }
}

#[cfg(test)]
mod tests;
