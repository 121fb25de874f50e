use std::num::NonZeroU32;

use super::list::{Linked, Links};
use super::{Id, Tick};
use crate::End;

/// A job that waits or is in flight.
pub(crate) struct JobEntry<T> {
    pub(crate) payload: T,
    pub(crate) channel: Id,
    /// The job ends when this second begins.
    pub(crate) deadline: Tick,
    pub(crate) tile: Option<NonZeroU32>,
    pub(crate) attempts: u16,
    /// Zero if there is no limit.
    pub(crate) most_attempts: u16,
    pub(crate) is_immediate: bool,
    pub(crate) may_show_twice: bool,
    /// How it ends: it waits only to be handed out, or for the reply to its last attempt.
    pub(crate) end: Option<End>,
    in_channel: Links,
    by_deadline: Links,
}

impl<T> JobEntry<T> {
    pub(crate) fn new(payload: T, channel: Id) -> Self {
        Self {
            payload,
            channel,
            deadline: Tick::NEVER,
            tile: None,
            attempts: 0,
            most_attempts: 0,
            is_immediate: false,
            may_show_twice: false,
            end: None,
            in_channel: Links::NONE,
            by_deadline: Links::NONE,
        }
    }

    /// Whether no further attempt is allowed.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.most_attempts > 0 && self.attempts >= self.most_attempts
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
