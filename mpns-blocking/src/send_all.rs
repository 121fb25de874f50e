use std::iter::Fuse;
use std::panic;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use mpns_proto::{ChannelUri, Notification, Reply};

use crate::{Client, Error};

/// The results of [`Client::send_all`], in the order in which they come.
pub(crate) struct SendAll<K, I> {
    crew: Arc<Crew<I>>,
    results: Receiver<Sent<K>>,
}

type Sent<K> = (K, Result<Reply, Error>);

/// Threads that take one job after the other.
struct Crew<I> {
    client: Client,
    jobs: Mutex<Fuse<I>>,
    at_most: usize,
    /// How many threads wait for their turn to take a job.
    idle: AtomicUsize,
    threads: Mutex<Vec<JoinHandle<()>>>,
    is_over: AtomicBool,
}

pub(crate) fn send_all<K, I>(client: Client, jobs: I, at_most: usize) -> SendAll<K, I>
where
    K: Send + 'static,
    I: Iterator<Item = (K, ChannelUri, Notification)> + Send + 'static,
{
    let at_most = at_most.min(jobs.size_hint().1.unwrap_or(at_most)).max(1);
    let (sender, results) = sync_channel(at_most.min(WAITING));
    let crew = Arc::new(Crew {
        client,
        jobs: Mutex::new(jobs.fuse()),
        at_most,
        idle: AtomicUsize::new(0),
        threads: Mutex::default(),
        is_over: AtomicBool::new(false),
    });
    crew.grow(&sender);
    SendAll { crew, results }
}

impl<K, I> Iterator for SendAll<K, I>
where
    I: Iterator<Item = (K, ChannelUri, Notification)>,
{
    type Item = Sent<K>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Ok(result) = self.results.recv() {
            return Some(result);
        }
        for thread in self.crew.threads().drain(..) {
            if let Err(panic) = thread.join() {
                panic::resume_unwind(panic);
            }
        }
        // Jobs are left if no thread could be started.
        let (key, channel, notification) = self.crew.take(|| {})?;
        Some((key, self.crew.client.send(&notification, &channel)))
    }
}

impl<K, I> Drop for SendAll<K, I> {
    fn drop(&mut self) {
        self.crew.is_over.store(true, Ordering::Relaxed);
    }
}

impl<I> Crew<I> {
    fn threads(&self) -> MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K, I> Crew<I>
where
    I: Iterator<Item = (K, ChannelUri, Notification)>,
{
    /// Takes a job, and calls `then` before any other thread can take the next one.
    fn take(&self, then: impl FnOnce()) -> Option<I::Item> {
        self.idle.fetch_add(1, Ordering::Relaxed);
        // A poisoned lock means that the iterator panicked: the thread on which it did tells.
        let jobs = self.jobs.lock();
        self.idle.fetch_sub(1, Ordering::Relaxed);
        let mut jobs = jobs.ok().filter(|_| !self.is_over.load(Ordering::Relaxed))?;
        let job = jobs.next()?;
        then();
        Some(job)
    }
}

impl<K, I> Crew<I>
where
    K: Send + 'static,
    I: Iterator<Item = (K, ChannelUri, Notification)> + Send + 'static,
{
    fn grow(self: &Arc<Self>, results: &SyncSender<Sent<K>>) {
        let mut threads = self.threads();
        if threads.len() < self.at_most {
            let (crew, results) = (Arc::clone(self), results.clone());
            // If a thread cannot be started, fewer do the same work more slowly.
            threads.extend(thread::Builder::new().spawn(move || crew.work(&results)).ok());
        }
    }

    fn work(self: &Arc<Self>, results: &SyncSender<Sent<K>>) {
        // While this thread sends, another one has to be there for the next job.
        let relieve = || {
            if self.idle.load(Ordering::Relaxed) == 0 {
                self.grow(results);
            }
        };
        while let Some((key, channel, notification)) = self.take(relieve) {
            let result = self.client.send(&notification, &channel);
            if results.send((key, result)).is_err() {
                return;
            }
        }
    }
}

/// How many results can wait to be handed out, if there are that many threads.
const WAITING: usize = 64;
