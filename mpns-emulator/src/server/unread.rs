use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

/// How many bytes of answers wait until their clients read them, on all connections together.
#[derive(Debug)]
pub(super) struct Unread {
    bytes: AtomicUsize,
    most: usize,
    /// Notified when there are more than there should be.
    pub(super) exceeded: Notify,
}

impl Unread {
    pub(super) fn new(most: usize) -> Self {
        Self { bytes: AtomicUsize::new(0), most, exceeded: Notify::new() }
    }

    pub(super) fn add(&self, bytes: usize) {
        let before = self.bytes.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) > self.most {
            self.exceeded.notify_one();
        }
    }

    pub(super) fn subtract(&self, bytes: usize) {
        self.bytes.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// How many bytes there are more than there should be.
    pub(super) fn excess(&self) -> usize {
        self.bytes.load(Ordering::Relaxed).saturating_sub(self.most)
    }
}
