//! Where channels and jobs wait.

use super::Outbox;
use super::pushing::HTTP;
use crate::table::{ChannelEntry, Id, InChannel, JobEntry, Lane, List, Place, Table, Tick};
use crate::{Channel, End, Event, Held, Hold, HoldReason, Ticket};

impl<T> Outbox<T> {
    /// Puts a channel where it belongs now, or forgets it.
    pub(super) fn settle(&mut self, id: Id) {
        let Some(channel) = self.channels.table.get(id) else { return };
        let (old, host) = (channel.place, channel.host);
        let new = self.wanted_place(channel);
        if new == old && new != Place::Nowhere {
            return;
        }
        match old {
            Place::Nowhere | Place::InFlight(_) => {}
            Place::Timer(at) => self.holds.remove(&mut self.channels.table, at, id),
            Place::Ready(lane) => {
                if let Some(host) = self.hosts.table.get_mut(host) {
                    host.ready(lane).remove(&mut self.channels.table, id);
                }
            }
        }
        if let Some(channel) = self.channels.table.get_mut(id) {
            channel.place = new;
        }
        match new {
            Place::InFlight(_) => {}
            Place::Nowhere => self.forget(id),
            Place::Timer(at) => self.holds.insert(&mut self.channels.table, at, id),
            Place::Ready(lane) => {
                if let Some(host) = self.hosts.table.get_mut(host) {
                    host.ready(lane).push_back(&mut self.channels.table, id);
                }
                self.offer_turn(host);
            }
        }
    }

    fn wanted_place(&self, channel: &ChannelEntry) -> Place {
        let now = self.clock.tick();
        if let Place::InFlight(_) = channel.place {
            channel.place
        } else if channel.held_until > now {
            Place::Timer(channel.held_until)
        } else if !channel.jobs.is_empty() {
            Place::Ready(channel.lane())
        } else if channel.budget_until > now {
            Place::Timer(channel.budget_until)
        } else {
            Place::Nowhere
        }
    }

    fn forget(&mut self, id: Id) {
        let Some(channel) = self.channels.remove(id) else { return };
        if let Some(host) = self.hosts.table.get_mut(channel.host) {
            host.channels = host.channels.saturating_sub(1);
        }
        self.hosts.forget_unused(channel.host);
    }

    /// Lets a host take part in the turns, if it has a ready channel and room for a request.
    pub(super) fn offer_turn(&mut self, id: Id) {
        let Some(host) = self.hosts.table.get_mut(id) else { return };
        if !host.has_room(self.settings.in_flight_per_host.get()) {
            return;
        }
        for lane in Lane::ALL {
            if !*host.in_turn(lane) && !host.ready(lane).is_empty() {
                *host.in_turn(lane) = true;
                lane.of(&mut self.turns).push_back(id);
            }
        }
    }

    /// Nothing is sent to the channel before this second, which ends the jobs that would be too late then. Returns when
    /// the channel can be sent to, which is later if it is already held for longer.
    pub(super) fn hold(&mut self, id: Id, until: Tick) -> Tick {
        let Some(channel) = self.channels.table.get_mut(id) else { return until };
        channel.held_until = channel.held_until.max(until);
        let until = channel.held_until;
        let mut next = channel.jobs.first();
        while let Some(job) = next {
            next = List::<InChannel>::after(&self.jobs, job);
            if self.jobs.get(job).is_some_and(|job| job.facts.deadline <= until) {
                self.end_one(job, End::DeadlinePassed);
            }
        }
        until
    }

    /// Adds a job to those of its channel that wait, at one end.
    pub(super) fn enqueue(
        &mut self,
        id: Id,
        add: fn(&mut List<InChannel>, &mut Table<JobEntry<T>>, Id),
    ) {
        self.enqueue_untimed(id, add);
        self.time(id);
    }

    /// Adds a job to those of its channel that wait, without regard to its deadline.
    pub(super) fn enqueue_untimed(
        &mut self,
        id: Id,
        add: fn(&mut List<InChannel>, &mut Table<JobEntry<T>>, Id),
    ) {
        let Some(job) = self.jobs.get(id) else { return };
        let is_immediate = job.facts.is_immediate;
        if let Some(channel) = self.channels.table.get_mut(job.channel) {
            channel.immediate = channel.immediate.saturating_add(is_immediate.into());
            add(&mut channel.jobs, &mut self.jobs, id);
        }
    }

    /// Notes the deadline of a job that waits.
    pub(super) fn time(&mut self, id: Id) {
        let Some(deadline) = self.jobs.get(id).map(|job| job.facts.deadline) else { return };
        if deadline != Tick::NEVER {
            self.deadlines.insert(&mut self.jobs, deadline, id);
        }
    }

    /// Takes a job out of those that wait.
    pub(super) fn dequeue(&mut self, id: Id) {
        self.dequeue_untimed(id);
        let Some(deadline) = self.jobs.get(id).map(|job| job.facts.deadline) else { return };
        if deadline != Tick::NEVER {
            self.deadlines.remove(&mut self.jobs, deadline, id);
        }
    }

    /// Takes a job out of those of its channel that wait, without regard to its deadline.
    pub(super) fn dequeue_untimed(&mut self, id: Id) {
        let Some(job) = self.jobs.get(id) else { return };
        let is_immediate = job.facts.is_immediate;
        if let Some(channel) = self.channels.table.get_mut(job.channel) {
            channel.immediate = channel.immediate.saturating_sub(is_immediate.into());
            channel.jobs.remove(&mut self.jobs, id);
        }
    }

    /// Ends a job that waits. Its end is handed out later.
    pub(super) fn end_one(&mut self, id: Id, end: End) {
        self.dequeue(id);
        if let Some(job) = self.jobs.get_mut(id) {
            job.facts.end = Some(end);
            self.ended.push_back(&mut self.jobs, id);
        }
    }

    /// Ends every job of a channel that waits.
    pub(super) fn end_waiting(&mut self, channel: Id, end: End) {
        while let Some(job) = self.channels.table.get(channel).and_then(|it| it.jobs.first()) {
            self.end_one(job, end);
        }
    }

    /// Says that a channel is held.
    pub(super) fn held_event(
        &self,
        id: Id,
        reason: HoldReason,
        hold: Hold,
        ticket: Option<Ticket>,
    ) -> Option<Event<T>> {
        let entry = self.channels.table.get(id)?;
        let (channel, backoffs) = (self.text(entry), entry.backoffs);
        Some(Event::Held(Held { channel, reason, hold, backoffs, ticket }))
    }

    /// The text of a channel, with that of its host.
    pub(super) fn text(&self, channel: &ChannelEntry) -> Channel {
        let host = self.hosts.table.get(channel.host);
        Channel::new(host.map_or(HTTP, |host| &host.origin), &channel.path)
    }
}
