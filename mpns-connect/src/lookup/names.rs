use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::error::LookupError;

/// The addresses of a name.
pub(crate) type Answer = Result<Arc<[SocketAddr]>, LookupError>;

/// The names that are being looked up, those that wait for that, and those whose answers are kept. Time is an argument.
///
/// It has no thread. Its user starts one when [`ask`](Self::ask) says so. Each thread takes names by
/// [`next`](Self::next), and ends when there is none.
///
/// `W` is whatever waits for an answer.
#[derive(Debug)]
pub(crate) struct Names<W> {
    kept: HashMap<String, Kept>,
    /// Who waits for a name, by number: the names in the queue, and those that a thread has.
    waiting: HashMap<String, HashMap<u64, W>>,
    queue: VecDeque<String>,
    threads: usize,
    reservations: usize,
    next_number: u64,
}

#[derive(Debug)]
struct Kept {
    answer: Answer,
    until: Instant,
}

/// What [`Names::ask`] returns.
#[derive(Debug)]
pub(crate) enum Asked {
    /// The answer to an earlier lookup.
    Kept(Answer),
    /// The answer will come. `starts_thread` says whether a thread has to be started first; it is counted already.
    Waiting { number: u64, starts_thread: bool },
}

/// What [`Names::next`] says to a thread.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    LookUp(String),
    /// To wait until something has changed, and then ask again.
    Wait,
    End,
}

impl<W> Default for Names<W> {
    fn default() -> Self {
        Self {
            kept: HashMap::new(),
            waiting: HashMap::new(),
            queue: VecDeque::new(),
            threads: 0,
            reservations: 0,
            next_number: 0,
        }
    }
}

impl<W> Names<W> {
    /// Asks for the addresses of a name.
    pub(crate) fn ask(&mut self, name: &str, waiter: &W, now: Instant) -> Asked
    where
        W: Clone,
    {
        if let Some(kept) = self.kept.get(name).filter(|kept| now < kept.until) {
            return Asked::Kept(kept.answer.clone());
        }
        let number = self.next_number;
        self.next_number = number.wrapping_add(1);
        if !self.waiting.contains_key(name) {
            self.queue.push_back(name.to_owned());
        }
        self.waiting.entry(name.to_owned()).or_default().insert(number, waiter.clone());
        let starts_thread = self.threads < MAX_LOOKUPS && self.queue.len() > self.free_threads();
        self.threads = self.threads.saturating_add(usize::from(starts_thread));
        Asked::Waiting { number, starts_thread }
    }

    /// How many threads have no name: they are about to take one.
    fn free_threads(&self) -> usize {
        let looked_up = self.waiting.len().saturating_sub(self.queue.len());
        self.threads.saturating_sub(looked_up)
    }

    /// Somebody who waits for a name goes away. A name that nobody waits for is not looked up, unless a thread has it.
    pub(crate) fn leave(&mut self, name: &str, number: u64) {
        let Some(waiters) = self.waiting.get_mut(name) else { return };
        waiters.remove(&number);
        if waiters.is_empty()
            && let Some(position) = self.queue.iter().position(|queued| queued == name)
        {
            self.queue.remove(position);
            self.waiting.remove(name);
        }
    }

    /// The next name for a thread; without one, it ends, unless it is the last one and is reserved.
    pub(crate) fn next(&mut self) -> Next {
        match self.queue.pop_front() {
            Some(name) => Next::LookUp(name),
            None if self.reservations > 0 && self.threads <= 1 => Next::Wait,
            None => {
                self.threads = self.threads.saturating_sub(1);
                Next::End
            }
        }
    }

    /// Keeps one thread until [`release`](Self::release). Returns whether it has to be started; it is counted already.
    pub(crate) fn reserve(&mut self) -> bool {
        self.reservations = self.reservations.saturating_add(1);
        let starts_thread = self.threads == 0;
        self.threads = self.threads.max(1);
        starts_thread
    }

    pub(crate) fn release(&mut self) {
        self.reservations = self.reservations.saturating_sub(1);
    }

    /// A thread could not be started. If there is no other one, returns all who wait: nobody looks their names up.
    pub(crate) fn thread_refused(&mut self) -> Vec<W> {
        self.threads = self.threads.saturating_sub(1);
        if self.threads > 0 {
            return Vec::new();
        }
        self.queue.clear();
        self.waiting.drain().flat_map(|(_, waiters)| waiters.into_values()).collect()
    }

    /// A thread has the answer to a name. Keeps it for a while, and returns who waits for it.
    pub(crate) fn answered(
        &mut self,
        name: String,
        answer: &Answer,
        now: Instant,
    ) -> impl Iterator<Item = W> + use<W> {
        let waiters = self.waiting.remove(&name).unwrap_or_default();
        if self.kept.len() >= MAX_KEPT {
            self.kept.retain(|_, kept| now < kept.until);
        }
        if let Some(until) = kept_for(answer).and_then(|time| now.checked_add(time))
            && self.kept.len() < MAX_KEPT
        {
            self.kept.insert(name, Kept { answer: answer.clone(), until });
        }
        waiters.into_values()
    }
}

/// How long an answer is kept, if at all.
fn kept_for(answer: &Answer) -> Option<Duration> {
    match answer {
        Ok(_) => Some(NAME_KEPT),
        Err(error) => error.is_about_name().then_some(FAILURE_KEPT),
    }
}

/// How many names a client looks up at the same time: 4.
pub const MAX_LOOKUPS: usize = 4;

/// How long the addresses of a name are kept: 10 seconds. The system does not say how long they are valid.
pub const NAME_KEPT: Duration = Duration::from_secs(10);

/// How long it is kept that a name has no addresses: a second.
pub const FAILURE_KEPT: Duration = Duration::from_secs(1);

/// How many answers are kept.
const MAX_KEPT: usize = 1024;

#[cfg(test)]
mod tests;
