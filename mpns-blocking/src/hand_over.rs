//! What the threads of `send_all` and `deliver` give each other: jobs one way, results the other.

use std::collections::VecDeque;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::Wake;
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use mpns_proto::{ChannelUri, Notification, Reply};

use crate::{Client, Error};

/// Jobs that wait for a thread, and results that wait for the thread that takes them.
///
/// A thread is woken only if it waits: then it takes all that there is, and while there is something, nobody waits.
///
/// `N` is the number of a job, by which its result is found.
pub(crate) struct HandOver<N> {
    queues: Mutex<Queues<N>>,
    has_results: Condvar,
}

struct Queues<N> {
    jobs: VecDeque<Job<N>>,
    results: VecDeque<Sent<N>>,
    /// The threads that wait for jobs, and were not woken since.
    idle: Vec<Thread>,
    /// Whether results are waited for.
    is_awaited: bool,
    /// Whether the thread that takes results has something else to do.
    is_woken: bool,
    /// Whether nobody wants results any more.
    is_over: bool,
}

pub(crate) struct Job<N> {
    pub(crate) number: N,
    pub(crate) channel: ChannelUri,
    pub(crate) notification: Notification,
}

/// The number of a job, and its result. A panic is handed on, as a result that never comes would be waited for.
pub(crate) type Sent<N> = (N, thread::Result<Result<Reply, Error>>);

impl<N> HandOver<N> {
    pub(crate) fn put(&self, job: Job<N>) {
        let mut queues = self.lock();
        queues.jobs.push_back(job);
        let idle = queues.idle.pop();
        drop(queues);
        if let Some(thread) = idle {
            thread.unpark();
        }
    }

    /// Moves the results that there are to `results`, which is empty.
    pub(crate) fn take_results(&self, results: &mut VecDeque<Sent<N>>) {
        mem::swap(&mut self.lock().results, results);
    }

    /// The same, once there are some, or after this time, or when woken.
    pub(crate) fn wait_for_results(
        &self,
        at_most: Option<Duration>,
        results: &mut VecDeque<Sent<N>>,
    ) {
        let until = at_most.and_then(|at_most| Instant::now().checked_add(at_most));
        let mut queues = self.lock();
        while queues.results.is_empty() && !mem::take(&mut queues.is_woken) {
            queues.is_awaited = true;
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            queues = match left {
                None => self.has_results.wait(queues).unwrap_or_else(PoisonError::into_inner),
                Some(Duration::ZERO) => break,
                Some(left) => {
                    let waited = self.has_results.wait_timeout(queues, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        mem::swap(&mut queues.results, results);
    }

    /// Sends one job after the other, until nobody wants results.
    pub(crate) fn work(&self, client: &Client) {
        let mut result = None;
        while let Some(job) = self.next_job(result.take()) {
            result = Some(job.send(client));
        }
    }

    /// Sends one job, if there is one.
    pub(crate) fn work_once(&self, client: &Client) -> Option<Sent<N>> {
        let job = self.lock().jobs.pop_front()?;
        Some(job.send(client))
    }

    /// No further job is begun, and each thread ends after its exchange.
    pub(crate) fn end(&self) {
        let mut queues = self.lock();
        queues.is_over = true;
        let (left, idle) = (mem::take(&mut queues.jobs), mem::take(&mut queues.idle));
        drop(queues);
        idle.iter().for_each(Thread::unpark);
        drop(left);
    }

    /// Hands over a result, and waits for a job.
    fn next_job(&self, result: Option<Sent<N>>) -> Option<Job<N>> {
        let mut queues = self.lock();
        let is_awaited = result.is_some() && mem::take(&mut queues.is_awaited);
        queues.results.extend(result);
        let mut job = queues.jobs.pop_front();
        if is_awaited {
            drop(queues);
            self.has_results.notify_one();
            if job.is_some() {
                return job;
            }
            queues = self.lock();
            // One that was put meanwhile, when this thread was not idle.
            job = queues.jobs.pop_front();
        }
        while job.is_none() && !queues.is_over {
            let this = thread::current();
            queues.idle.push(this.clone());
            drop(queues);
            thread::park();
            queues = self.lock();
            // It may have been woken by nobody.
            queues.idle.retain(|idle| idle.id() != this.id());
            job = queues.jobs.pop_front();
        }
        job
    }

    fn lock(&self) -> MutexGuard<'_, Queues<N>> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<N> Default for HandOver<N> {
    fn default() -> Self {
        let queues = Queues {
            jobs: VecDeque::new(),
            results: VecDeque::new(),
            idle: Vec::new(),
            is_awaited: false,
            is_woken: false,
            is_over: false,
        };
        Self { queues: Mutex::new(queues), has_results: Condvar::new() }
    }
}

/// Wakes the thread that takes results.
impl<N: Send> Wake for HandOver<N> {
    fn wake(self: Arc<Self>) {
        self.lock().is_woken = true;
        self.has_results.notify_one();
    }
}

impl<N> Job<N> {
    fn send(self, client: &Client) -> Sent<N> {
        let Self { number, channel, notification } = self;
        let send = AssertUnwindSafe(|| client.send(&notification, &channel));
        (number, catch_unwind(send))
    }
}
