use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::names::{Answer, Names};

/// One who waits for an answer.
#[derive(Debug, Default)]
pub(crate) struct Waiter(Mutex<Waiting>);

/// The names, and who waits for them.
pub(crate) type SharedNames = Arc<Mutex<Names<Arc<Waiter>>>>;

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

/// Locks what no panic leaves half changed.
pub(crate) fn lock(names: &SharedNames) -> MutexGuard<'_, Names<Arc<Waiter>>> {
    names.lock().unwrap_or_else(PoisonError::into_inner)
}
