use std::sync::Arc;

use super::waiter::SharedNames;

/// A thread that is kept for name lookups while this exists, so that other threads of a program do not take the last one
/// that the system allows.
#[derive(Debug)]
#[must_use]
pub struct ReservedThread(pub(super) Arc<SharedNames>);

impl Drop for ReservedThread {
    fn drop(&mut self) {
        self.0.lock().release();
        self.0.notify();
    }
}
