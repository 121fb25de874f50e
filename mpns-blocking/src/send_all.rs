//! Many notifications on several threads.

use std::collections::VecDeque;
use std::iter::Fuse;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use mpns_proto::{ChannelUri, Notification, Reply};

use crate::{Client, Error};

/// The results of [`Client::send_all`], in the order in which they come.
pub(crate) struct SendAll<K, I> {
    client: Client,
    jobs: Fuse<I>,
    at_most: usize,
    /// The keys of the jobs that were taken and have no result yet: they stay on this thread.
    keys: Vec<Option<K>>,
    free: Vec<usize>,
    /// Results that were fetched and not handed out.
    ready: VecDeque<Sent>,
    threads: usize,
    desk: Arc<Desk>,
}

/// Where the threads fetch their jobs, and bring the results.
#[derive(Default)]
struct Desk {
    state: Mutex<State>,
    job: Condvar,
    result: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<(usize, ChannelUri, Notification)>,
    results: VecDeque<Sent>,
    /// How many threads wait for a job.
    idle: usize,
    is_over: bool,
}

/// The place of a job's key, and its result.
type Sent = (usize, thread::Result<Result<Reply, Error>>);

impl<K, I: Iterator<Item = (K, ChannelUri, Notification)>> SendAll<K, I> {
    pub(crate) fn new(client: Client, jobs: I, at_most: usize) -> Self {
        Self {
            client,
            at_most: at_most.max(1),
            jobs: jobs.fuse(),
            keys: Vec::new(),
            free: Vec::new(),
            ready: VecDeque::new(),
            threads: 0,
            desk: Arc::default(),
        }
    }

    /// How many jobs were taken whose results are not handed out.
    fn taken(&self) -> usize {
        self.keys.len().saturating_sub(self.free.len())
    }

    /// Takes the next job, and lays it out for a thread. Returns whether there was one.
    fn take_job(&mut self) -> bool {
        let Some((key, channel, notification)) = self.jobs.next() else { return false };
        let place = self.free.pop().unwrap_or_else(|| {
            self.keys.push(None);
            self.keys.len().saturating_sub(1)
        });
        if let Some(free) = self.keys.get_mut(place) {
            *free = Some(key);
        }
        let mut state = self.desk.lock();
        state.jobs.push_back((place, channel, notification));
        let is_thread_missing = state.jobs.len() > state.idle;
        drop(state);
        self.desk.job.notify_one();
        if is_thread_missing && self.threads < self.at_most {
            let (client, desk) = (self.client.clone(), Arc::clone(&self.desk));
            // If a thread cannot be started, fewer do the same work more slowly.
            let started = thread::Builder::new().spawn(move || desk.work(&client));
            self.threads = self.threads.saturating_add(usize::from(started.is_ok()));
        }
        true
    }

    /// Waits for results; without a thread, sends on this one.
    fn wait(&mut self) {
        let mut state = self.desk.lock();
        if self.threads == 0 {
            let job = state.jobs.pop_front();
            drop(state);
            let sent = job.map(|job| send(&self.client, job));
            self.ready.extend(sent);
            return;
        }
        while state.results.is_empty() {
            state = self.desk.result.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        self.ready.append(&mut state.results);
    }
}

impl<K, I: Iterator<Item = (K, ChannelUri, Notification)>> Iterator for SendAll<K, I> {
    type Item = (K, Result<Reply, Error>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((place, result)) = self.ready.pop_front() {
                let result = result.unwrap_or_else(|panic| resume_unwind(panic));
                self.free.push(place);
                return Some((self.keys.get_mut(place)?.take()?, result));
            }
            self.ready.append(&mut self.desk.lock().results);
            if !self.ready.is_empty() {
                continue;
            }
            let has_room = self.taken() < self.at_most.saturating_mul(2);
            if has_room && self.take_job() {
                continue;
            }
            if self.taken() == 0 {
                return None;
            }
            self.wait();
        }
    }
}

impl<K, I> Drop for SendAll<K, I> {
    fn drop(&mut self) {
        let mut state = self.desk.lock();
        state.is_over = true;
        state.jobs.clear();
        drop(state);
        self.desk.job.notify_all();
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self, client: &Client) {
        while let Some(job) = self.next_job() {
            let sent = send(client, job);
            self.lock().results.push_back(sent);
            self.result.notify_one();
        }
    }

    fn next_job(&self) -> Option<(usize, ChannelUri, Notification)> {
        let mut state = self.lock();
        loop {
            if state.is_over {
                return None;
            }
            if let Some(job) = state.jobs.pop_front() {
                return Some(job);
            }
            state.idle = state.idle.saturating_add(1);
            state = self.job.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle = state.idle.saturating_sub(1);
        }
    }
}

/// A panic is handed on, as a result that never came would be waited for.
fn send(
    client: &Client,
    (place, channel, notification): (usize, ChannelUri, Notification),
) -> Sent {
    let send = AssertUnwindSafe(|| client.send(&notification, &channel));
    (place, catch_unwind(send))
}
