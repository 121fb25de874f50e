use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mpns_outbox::End;
use tokio::sync::Notify;

use super::settling::Settled;
use crate::{Error, ErrorKind};

/// Shows how far a worker is, and drains it. Clones are of the same worker.
#[derive(Clone, Default)]
pub struct WorkerHandle(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    drained: Notify,
}

#[derive(Default)]
struct State {
    counts: WorkerCounts,
    is_draining: bool,
}

/// What a worker has done since it was started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WorkerCounts {
    /// Channels that were claimed.
    pub claimed: u64,
    /// Requests that were sent.
    pub sent: u64,
    /// Requests in flight.
    pub in_flight: usize,
    /// Claims that are to be settled.
    pub unsettled: usize,
    /// Jobs that ended, by how.
    pub ended: BTreeMap<&'static str, u64>,
    /// Times that a channel was held.
    pub held: u64,
    /// Claims that were settled too late: another worker has them. Or they had been settled, and the connection was lost
    /// before this worker learned of it.
    pub late: u64,
    /// The hosts whose breakers are open in this worker, as scheme, host and port.
    pub hosts_down: Vec<String>,
    /// What is wrong with the database: `None` if the last statement succeeded. A worker without it goes on trying.
    pub database: Option<ErrorKind>,
    /// The same in words, with the causes. There is no secret in it.
    pub database_error: Option<String>,
    /// Whether a statement has succeeded since the start.
    pub is_ready: bool,
}

impl WorkerCounts {
    /// This many channels were claimed, and so many jobs of channels that are gone have ended.
    pub(super) fn add_claimed(&mut self, channels: usize, gone: u64) {
        let channels = u64::try_from(channels).unwrap_or(u64::MAX);
        self.claimed = self.claimed.saturating_add(channels);
        self.add_ended(End::ChannelExpired.as_str(), gone);
        self.add_success();
    }

    pub(super) fn add(&mut self, settled: &Settled) {
        let late = u64::try_from(settled.late.len()).unwrap_or(u64::MAX);
        self.late = self.late.saturating_add(late);
        for settlement in &settled.written {
            self.held = self.held.saturating_add(settlement.hold.is_some().into());
            if let Some(word) = settlement.fate.word() {
                self.add_ended(word, 1);
            }
        }
        self.add_success();
    }

    /// A statement has failed.
    pub(super) fn add_failure(&mut self, error: &Error) {
        (self.database, self.database_error) = (Some(error.kind()), Some(error.with_causes()));
    }

    fn add_success(&mut self) {
        (self.is_ready, self.database, self.database_error) = (true, None, None);
    }

    fn add_ended(&mut self, word: &'static str, count: u64) {
        let ended = self.ended.entry(word).or_default();
        *ended = ended.saturating_add(count);
    }
}

impl WorkerHandle {
    /// What it has done.
    #[must_use]
    pub fn counts(&self) -> WorkerCounts {
        self.state().counts.clone()
    }

    /// Claims no more. [`Worker::run`](crate::Worker::run) returns when what is in flight has been settled.
    pub fn drain(&self) {
        self.state().is_draining = true;
        self.0.drained.notify_one();
    }

    pub(super) fn is_draining(&self) -> bool {
        self.state().is_draining
    }

    pub(super) async fn wait_for_drain(&self) {
        self.0.drained.notified().await;
    }

    pub(super) fn update(&self, change: impl FnOnce(&mut WorkerCounts)) {
        change(&mut self.state().counts);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for WorkerHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkerHandle").field("counts", &self.counts()).finish_non_exhaustive()
    }
}
