use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use super::counts::Counts;

/// Shows how far a delivery is, and ends it early. Clones are of the same delivery, and any thread may have one.
#[derive(Clone, Default)]
pub struct Handle(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    counts: Counts,
    is_draining: bool,
    waker: Option<Waker>,
}

impl Handle {
    /// How far the delivery is.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.lock().counts
    }

    /// Takes no more jobs and sends nothing more. The events end when what is in flight has been answered; what is left
    /// of the jobs can be taken out of the delivery then, by its `into_outbox`.
    pub fn drain(&self) {
        let mut state = self.lock();
        state.is_draining = true;
        let waker = state.waker.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    pub(super) fn is_draining(&self) -> bool {
        self.lock().is_draining
    }

    pub(super) fn set_counts(&self, counts: Counts) {
        self.lock().counts = counts;
    }

    /// What is woken when the delivery is to be drained.
    pub(super) fn set_waker(&self, waker: &Waker) {
        let mut state = self.lock();
        match &mut state.waker {
            Some(known) => known.clone_from(waker),
            None => state.waker = Some(waker.clone()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("counts", &self.counts()).finish_non_exhaustive()
    }
}
