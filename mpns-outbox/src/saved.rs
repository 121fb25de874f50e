use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::table::{Breaker, JobFacts, Tick};
use crate::{Event, Ticket};

/// The state of an [`Outbox`](crate::Outbox), to be written down and restored.
///
/// It has the channels, which are secrets. What is in it is not part of the API, and its form may change with the
/// version of this crate.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved<T> {
    /// When it was saved.
    pub(crate) at: SystemTime,
    pub(crate) elapsed: Duration,
    pub(crate) next_ticket: Ticket,
    pub(crate) hosts: Vec<SavedHost<T>>,
    pub(crate) ended: Vec<SavedJob<T>>,
    pub(crate) events: Vec<Event<T>>,
}

/// What is in a list has its position there.
pub(crate) type Position = u32;

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SavedHost<T> {
    pub(crate) origin: Box<str>,
    pub(crate) breaker: Breaker,
    pub(crate) probe: Option<Position>,
    pub(crate) turns: [Option<Position>; 2],
    pub(crate) channels: Vec<SavedChannel<T>>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SavedChannel<T> {
    pub(crate) path: Box<str>,
    pub(crate) held_until: Tick,
    pub(crate) backoffs: u8,
    pub(crate) sent: u16,
    pub(crate) budget_until: Tick,
    pub(crate) place: SavedPlace<T>,
    pub(crate) jobs: Vec<SavedJob<T>>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum SavedPlace<T> {
    Ready(Position),
    Timer(Tick, Position),
    InFlight { ticket: Ticket, is_probe: bool, job: SavedJob<T> },
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SavedJob<T> {
    pub(crate) payload: T,
    pub(crate) facts: JobFacts,
    /// Its position among all that have a deadline.
    pub(crate) position: Option<Position>,
}

/// Shows nothing of it.
impl<T> std::fmt::Debug for Saved<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Saved").field("at", &self.at).finish_non_exhaustive()
    }
}
