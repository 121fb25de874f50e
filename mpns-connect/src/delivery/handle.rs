use std::fmt;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use mpns_proto::ChannelUri;

use super::counts::Counts;

/// Shows how far a delivery is, cancels what waits for a channel, and ends it early. Clones are of the same delivery, and
/// any thread may have one.
#[derive(Clone, Default)]
pub struct Handle(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    counts: Counts,
    wishes: Wishes,
    waker: Option<Waker>,
}

/// What is asked of a delivery.
#[derive(Default)]
pub(super) struct Wishes {
    pub(super) is_draining: bool,
    pub(super) cancelled: Vec<ChannelUri>,
}

impl Handle {
    /// How far the delivery is.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.lock().counts
    }

    /// Ends every job of a channel that waits, for example because the phone's app has a new one: their ends are
    /// [`Cancelled`](mpns_outbox::End::Cancelled). A request in flight is still waited for, and is not repeated. Jobs of
    /// the channel that are taken later are sent.
    pub fn cancel_channel(&self, channel: ChannelUri) {
        self.wish(|wishes| wishes.cancelled.push(channel));
    }

    /// Takes no more jobs and sends nothing more. The events end when what is in flight has been answered; what is left
    /// of the jobs can be taken out of the delivery then, by its `into_outbox`.
    pub fn drain(&self) {
        self.wish(|wishes| wishes.is_draining = true);
    }

    fn wish(&self, add: impl FnOnce(&mut Wishes)) {
        let mut state = self.lock();
        add(&mut state.wishes);
        // It stays, as a delivery may wait again without setting it.
        let waker = state.waker.clone();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// What is asked now, each cancellation once.
    pub(super) fn take_wishes(&self) -> Wishes {
        let Wishes { is_draining, cancelled } = &mut self.lock().wishes;
        Wishes { is_draining: *is_draining, cancelled: mem::take(cancelled) }
    }

    pub(super) fn set_counts(&self, counts: Counts) {
        self.lock().counts = counts;
    }

    /// What is woken by a wish.
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
