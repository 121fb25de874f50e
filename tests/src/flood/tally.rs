use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What the good clients did, since it was last taken.
#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<Counts>);

#[derive(Debug, Default)]
pub(super) struct Counts {
    /// How long each request took that succeeded.
    pub(super) times: Vec<Duration>,
    /// What was wrong with each that did not.
    pub(super) losses: Vec<String>,
}

impl Tally {
    pub(super) fn count(&self, time: Duration, result: Result<(), String>) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match result {
            Ok(()) => counts.times.push(time),
            Err(loss) => counts.losses.push(loss),
        }
    }

    pub(super) fn take(&self) -> Counts {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
