//! Jobs that come in.

use std::num::NonZeroU32;

use mpns_proto::{BatchingInterval, ChannelUri};

use super::Outbox;
use crate::table::{Id, JobEntry, JobFacts, List, Place, Tick};
use crate::{End, Job, Now, PushError, PushRefusal};

impl<T> Outbox<T> {
    /// Takes a job.
    ///
    /// # Errors
    ///
    /// If the outbox is full, or takes no more: the job comes back.
    #[expect(clippy::result_large_err, reason = "the job comes back as it was")]
    pub fn push(&mut self, job: Job<T>, now: Now) -> Result<(), PushError<T>> {
        self.clock.advance(now);
        match self.take(&job.channel) {
            Ok(channel) => {
                self.add(channel, job);
                self.settle(channel);
                Ok(())
            }
            Err(reason) => Err(PushError { job, reason }),
        }
    }

    /// The channel of a new job, if there is room for one.
    fn take(&mut self, channel: &ChannelUri) -> Result<Id, PushRefusal> {
        if self.is_draining {
            return Err(PushRefusal::Draining);
        }
        if self.room() == 0 {
            return Err(PushRefusal::Jobs { limit: self.settings.jobs.get() });
        }
        self.find_or_insert(channel)
    }

    fn add(&mut self, channel: Id, job: Job<T>) {
        if let Some(tile) = job.tile {
            self.replace_tile(channel, tile);
        }
        let deadline = job.deadline.map_or(Tick::NEVER, |deadline| self.clock.within(deadline));
        let next = self.channels.table.get(channel).map(|channel| channel.held_until);
        let is_too_late = next.is_some_and(|next| deadline <= next.max(self.clock.tick()));
        let facts = JobFacts {
            deadline,
            tile: job.tile,
            attempts: 0,
            most_attempts: job.attempts,
            is_immediate: job.interval == BatchingInterval::Immediate,
            may_show_twice: job.may_show_twice,
            end: is_too_late.then_some(End::DeadlinePassed),
        };
        let entry = JobEntry::new(job.payload, channel, facts);
        let Some(id) = self.jobs.insert(entry) else { return };
        if is_too_late {
            self.ended.push_back(&mut self.jobs, id);
        } else {
            self.enqueue(id, List::push_back);
        }
    }

    /// Ends the update of this tile that waits. There is at most one.
    fn replace_tile(&mut self, channel: Id, tile: NonZeroU32) {
        let Some(entry) = self.channels.table.get(channel) else { return };
        let is_older = |id: &Id| self.jobs.get(*id).is_some_and(|job| job.facts.tile == Some(tile));
        let older = entry.jobs.ids(&self.jobs).find(is_older);
        if let Some(older) = older {
            self.end_one(older, End::Replaced);
        }
    }

    pub(super) fn find(&self, channel: &ChannelUri) -> Option<Id> {
        let (origin, path) = split(channel);
        self.channels.find(self.hosts.find(&origin)?, path)
    }

    pub(super) fn find_or_insert(&mut self, channel: &ChannelUri) -> Result<Id, PushRefusal> {
        let (origin, path) = split(channel);
        let known = self.hosts.find(&origin);
        if let Some(channel) = known.and_then(|host| self.channels.find(host, path)) {
            self.forget_past(channel);
            return Ok(channel);
        }
        let limit = self.settings.channels.get();
        if self.channels.table.len() >= limit {
            return Err(PushRefusal::Channels { limit });
        }
        let host = known.or_else(|| self.hosts.insert(&origin));
        let channel = host.and_then(|host| self.insert_channel(host, path));
        channel.ok_or(PushRefusal::Channels { limit })
    }

    /// Adds a channel that its host does not have; `None` if there is no id left.
    pub(super) fn insert_channel(&mut self, host: Id, path: &str) -> Option<Id> {
        let channel = self.channels.insert(host, path)?;
        let entry = self.hosts.table.get_mut(host)?;
        entry.channels = entry.channels.saturating_add(1);
        Some(channel)
    }

    /// A channel without jobs that is neither held nor remembered for its budget is as good as new, even if it has not been
    /// looked at since.
    fn forget_past(&mut self, id: Id) {
        let now = self.clock.tick();
        let Some(channel) = self.channels.table.get_mut(id) else { return };
        let is_over = matches!(channel.place, Place::Timer(at) if at <= now);
        if is_over && channel.budget_until <= now && channel.jobs.is_empty() {
            channel.backoffs = 0;
        }
    }
}

/// Scheme and host, whose case does not count, and the rest.
fn split(channel: &ChannelUri) -> (String, &str) {
    let uri = channel.expose_uri();
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let mut origin = String::with_capacity(HTTPS.len().saturating_add(authority.len()));
    origin.push_str(if channel.is_authenticated() { HTTPS } else { HTTP });
    origin.push_str(authority);
    origin.make_ascii_lowercase();
    (origin, uri.path_and_query().map_or("", |path| path.as_str()))
}

pub(super) const HTTP: &str = "http://";
const HTTPS: &str = "https://";
