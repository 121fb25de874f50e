//! Many notifications on several threads.

use std::collections::HashMap;
use std::io;
use std::iter::Fuse;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use mpns_connect::transport::ReservedThread;
use mpns_proto::{ChannelUri, Notification, Reply};

use crate::{Client, Error};

/// The results of [`Client::send_all`], in the order in which they come.
pub(crate) struct SendAll<K, I> {
    /// It is dropped first, which ends each thread after its exchange: the jobs may take long to drop.
    results: Receiver<Sent>,
    client: Client,
    jobs: Fuse<I>,
    at_most: usize,
    /// The keys of the jobs that were taken and have no result yet, by number: they stay on this thread.
    keys: HashMap<usize, K>,
    next_number: usize,
    threads: usize,
    start: Start,
    /// For name lookups.
    reserved: Option<ReservedThread>,
    /// To the threads, which share the other end, and what they answer on.
    queue: Sender<Job>,
    waiting: Arc<Mutex<Receiver<Job>>>,
    sent: Sender<Sent>,
}

struct Job {
    number: usize,
    channel: ChannelUri,
    notification: Notification,
}

/// Starts a thread, if the system does not refuse it.
type Start = fn(Box<dyn FnOnce() + Send>) -> io::Result<()>;

/// The number of a job, and its result. A panic is handed on, as a result that never comes would be waited for.
type Sent = (usize, thread::Result<Result<Reply, Error>>);

impl<K, I: Iterator<Item = (K, ChannelUri, Notification)>> SendAll<K, I> {
    pub(crate) fn new(client: Client, jobs: I, at_most: usize) -> Self {
        let ((queue, waiting), (sent, results)) = (channel(), channel());
        Self {
            results,
            client,
            jobs: jobs.fuse(),
            at_most: at_most.max(1),
            keys: HashMap::new(),
            next_number: 0,
            threads: 0,
            reserved: None,
            start: |work| thread::Builder::new().spawn(work).map(drop),
            queue,
            waiting: Arc::new(Mutex::new(waiting)),
            sent,
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
        // The other end is kept here too.
        let _ = self.queue.send(Job { number, channel, notification });
        if self.threads < self.at_most.min(self.keys.len()) {
            // Before the others take all threads that the system allows.
            let resolver = self.client.settings().resolver();
            self.reserved.get_or_insert_with(|| resolver.reserve_thread());
            let (client, waiting, sent) =
                (self.client.clone(), Arc::clone(&self.waiting), self.sent.clone());
            // If a thread cannot be started, fewer do the same work more slowly.
            let started = (self.start)(Box::new(move || work(&client, &waiting, &sent)));
            self.threads = self.threads.saturating_add(usize::from(started.is_ok()));
        }
        true
    }

    /// Waits for a result; without a thread, sends on this one.
    fn wait(&self) -> Option<Sent> {
        if self.threads > 0 {
            self.results.recv().ok()
        } else {
            work_once(&self.client, &self.waiting)
        }
    }
}

impl<K, I: Iterator<Item = (K, ChannelUri, Notification)>> Iterator for SendAll<K, I> {
    type Item = (K, Result<Reply, Error>);

    fn next(&mut self) -> Option<Self::Item> {
        let (number, result) = loop {
            if let Ok(sent) = self.results.try_recv() {
                break sent;
            }
            if !self.take_job() {
                if self.keys.is_empty() {
                    return None;
                }
                break self.wait()?;
            }
        };
        let key = self.keys.remove(&number)?;
        Some((key, result.unwrap_or_else(|panic| resume_unwind(panic))))
    }
}

/// Sends one job after the other, until there are no more or nobody waits for results.
fn work(client: &Client, waiting: &Mutex<Receiver<Job>>, sent: &Sender<Sent>) {
    while let Some(result) = work_once(client, waiting) {
        if sent.send(result).is_err() {
            return;
        }
    }
}

fn work_once(client: &Client, waiting: &Mutex<Receiver<Job>>) -> Option<Sent> {
    let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
    let Job { number, channel, notification } = job.ok()?;
    let send = AssertUnwindSafe(|| client.send(&notification, &channel));
    Some((number, catch_unwind(send)))
}

#[cfg(test)]
mod tests;
