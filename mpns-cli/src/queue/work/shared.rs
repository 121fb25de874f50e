use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use mpns_queue::WorkerHandle;

/// What the parts of the command know of the worker.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) handle: WorkerHandle,
    lag: Arc<Mutex<Option<Duration>>>,
    is_draining: Arc<AtomicBool>,
}

impl Shared {
    pub(super) fn new(handle: WorkerHandle) -> Self {
        Self { handle, lag: Arc::default(), is_draining: Arc::default() }
    }

    /// Claims nothing more.
    pub(super) fn drain(&self) {
        self.is_draining.store(true, Ordering::Relaxed);
        self.handle.drain();
    }

    pub(super) fn is_draining(&self) -> bool {
        self.is_draining.load(Ordering::Relaxed)
    }

    /// How long what could be sent has waited, if that is known.
    pub(super) fn lag(&self) -> Option<Duration> {
        *self.lag.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_lag(&self, lag: Option<Duration>) {
        *self.lag.lock().unwrap_or_else(PoisonError::into_inner) = lag;
    }
}
