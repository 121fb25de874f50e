//! What the threads of `send_all` give each other: jobs one way, results the other.

use std::collections::VecDeque;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Thread};

use mpns_proto::{ChannelUri, Notification, Reply};

use crate::{Client, Error};

/// Jobs that wait for a thread, and results that wait for the thread that takes them.
///
/// A thread is woken only if it waits: then it takes all that there is, and while there is something, nobody waits.
#[derive(Default)]
pub(crate) struct HandOver {
    queues: Mutex<Queues>,
    has_results: Condvar,
}

#[derive(Default)]
struct Queues {
    jobs: VecDeque<Job>,
    results: VecDeque<Sent>,
    /// The threads that wait for jobs, and were not woken since.
    idle: Vec<Thread>,
    /// Whether results are waited for.
    is_awaited: bool,
    /// Whether nobody wants results any more.
    is_over: bool,
}

pub(crate) struct Job {
    pub(crate) number: usize,
    pub(crate) channel: ChannelUri,
    pub(crate) notification: Notification,
}

/// The number of a job, and its result. A panic is handed on, as a result that never comes would be waited for.
pub(crate) type Sent = (usize, thread::Result<Result<Reply, Error>>);

impl HandOver {
    pub(crate) fn put(&self, job: Job) {
        let mut queues = self.lock();
        queues.jobs.push_back(job);
        let idle = queues.idle.pop();
        drop(queues);
        if let Some(thread) = idle {
            thread.unpark();
        }
    }

    /// Moves the results that there are to `results`, which is empty.
    pub(crate) fn take_results(&self, results: &mut VecDeque<Sent>) {
        mem::swap(&mut self.lock().results, results);
    }

    /// The same, once there are some.
    pub(crate) fn wait_for_results(&self, results: &mut VecDeque<Sent>) {
        let mut queues = self.lock();
        while queues.results.is_empty() {
            queues.is_awaited = true;
            queues = self.has_results.wait(queues).unwrap_or_else(PoisonError::into_inner);
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
    pub(crate) fn work_once(&self, client: &Client) -> Option<Sent> {
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
    fn next_job(&self, result: Option<Sent>) -> Option<Job> {
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

    fn lock(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Job {
    fn send(self, client: &Client) -> Sent {
        let Self { number, channel, notification } = self;
        let send = AssertUnwindSafe(|| client.send(&notification, &channel));
        (number, catch_unwind(send))
    }
}
