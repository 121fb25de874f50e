use std::num::{NonZeroU16, NonZeroU32};

use super::list::{Linked, Links};
use super::{Id, Tick};
use crate::End;

/// A job that waits or is in flight.
pub(crate) struct JobEntry<T> {
    pub(crate) payload: T,
    pub(crate) channel: Id,
    pub(crate) facts: JobFacts,
    in_channel: Links,
    by_deadline: Links,
}

/// What the outbox knows of a job.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(crate) struct JobFacts {
    /// The job ends when this second begins.
    pub(crate) deadline: Tick,
    pub(crate) tile: Option<NonZeroU32>,
    pub(crate) attempts: u16,
    pub(crate) most_attempts: Option<NonZeroU16>,
    pub(crate) is_immediate: bool,
    pub(crate) may_show_twice: bool,
    /// How it ends: it waits only to be handed out, or for the reply to its last attempt.
    pub(crate) end: Option<End>,
}

impl<T> JobEntry<T> {
    pub(crate) fn new(payload: T, channel: Id, facts: JobFacts) -> Self {
        Self { payload, channel, facts, in_channel: Links::NONE, by_deadline: Links::NONE }
    }
}

impl JobFacts {
    /// Whether no further attempt is allowed.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.most_attempts.is_some_and(|most| self.attempts >= most.get())
    }
}

/// The list of the jobs of a channel, or of those that have ended.
pub(crate) struct InChannel;

/// The list of the jobs that end in the same second.
pub(crate) struct ByDeadline;

impl<T> Linked<InChannel> for JobEntry<T> {
    fn links(&self) -> Links {
        self.in_channel
    }

    fn links_mut(&mut self) -> &mut Links {
        &mut self.in_channel
    }
}

impl<T> Linked<ByDeadline> for JobEntry<T> {
    fn links(&self) -> Links {
        self.by_deadline
    }

    fn links_mut(&mut self) -> &mut Links {
        &mut self.by_deadline
    }
}
