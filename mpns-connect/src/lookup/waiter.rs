use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::names::{Answer, Names, Next};

/// One who waits for an answer.
#[derive(Debug, Default)]
pub(crate) struct Waiter(Mutex<Waiting>);

/// The names and who waits for them, shared by those and the threads.
#[derive(Debug, Default)]
pub(crate) struct SharedNames {
    names: Mutex<Names<Arc<Waiter>>>,
    /// What a reserved thread waits for.
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    answer: Option<Answer>,
    waker: Option<Waker>,
}

impl Waiter {
    pub(crate) fn answer(&self, answer: Answer) {
        let mut waiting = self.lock();
        waiting.answer = Some(answer);
        let waker = waiting.waker.take();
        drop(waiting);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    pub(crate) fn poll(&self, context: &Context<'_>) -> Poll<Answer> {
        let mut waiting = self.lock();
        if let Some(answer) = &waiting.answer {
            return Poll::Ready(answer.clone());
        }
        let before = waiting.waker.replace(context.waker().clone());
        drop(waiting);
        drop(before);
        Poll::Pending
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SharedNames {
    /// Locks what no panic leaves half changed.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Names<Arc<Waiter>>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has a reserved thread look for a name, or for its end.
    pub(crate) fn notify(&self) {
        self.changed.notify_all();
    }

    /// The next name for a thread; without one, it ends.
    pub(crate) fn next(&self) -> Option<String> {
        let mut names = self.lock();
        loop {
            match names.next() {
                Next::LookUp(name) => return Some(name),
                Next::End => return None,
                Next::Wait => {
                    names = self.changed.wait(names).unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }
}
