use std::collections::VecDeque;
use std::fmt;

use mpns_proto::ChannelUri;

use crate::table::{
    Breaker, ByDeadline, ByProbe, Channels, Clock, Hosts, Id, InChannel, InFlight, InPlace,
    JobEntry,
};
use crate::table::{List, Place, Table, Timers};
use crate::{End, Event, Hold, Now, PushRefusal, Settings, Ticket};

mod answering;
mod placing;
mod polling;
mod pushing;
#[cfg(feature = "serde")]
mod restoring;
#[cfg(feature = "serde")]
mod saving;

/// Many notifications on their way: what to send next, when, and what became final.
///
/// It is a state machine without I/O. [`push`](Self::push) takes a job, [`poll`](Self::poll) says what to do,
/// [`handle_reply`](Self::handle_reply) and [`handle_error`](Self::handle_error) take what a request led to. Time and
/// randomness are arguments: equal calls give equal results.
///
/// Every job that was pushed ends with exactly one [`Event::Ended`].
pub struct Outbox<T> {
    settings: Settings,
    clock: Clock,
    hosts: Hosts,
    channels: Channels,
    jobs: Table<JobEntry<T>>,
    in_flight: InFlight,
    /// The hosts with ready channels and room for a request, for each lane.
    turns: [VecDeque<Id>; 2],
    /// The channels that are held or remembered.
    holds: Timers<InPlace>,
    /// The jobs that wait.
    deadlines: Timers<ByDeadline>,
    /// The hosts whose breaker is open.
    probes: Timers<ByProbe>,
    /// The jobs whose end is to be handed out.
    ended: List<InChannel>,
    /// What a reply or an error has led to. There are a few for each request that was in flight.
    events: VecDeque<Event<T>>,
    /// How many of these are ends of jobs.
    ends: usize,
    is_draining: bool,
}

impl<T> Outbox<T> {
    /// An empty outbox.
    ///
    /// `seed` is a random number. It decides nothing but how channels are found, and keeps others from choosing channel
    /// URIs that make this slow.
    pub fn new(settings: Settings, seed: u128) -> Self {
        Self {
            settings,
            clock: Clock::default(),
            hosts: Hosts::new(),
            channels: Channels::new(seed),
            jobs: Table::new(),
            in_flight: InFlight::starting_with(Ticket::FIRST),
            turns: [VecDeque::new(), VecDeque::new()],
            holds: Timers::new(),
            deadlines: Timers::new(),
            probes: Timers::new(),
            ended: List::new(),
            events: VecDeque::new(),
            ends: 0,
            is_draining: false,
        }
    }

    /// Its settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How many jobs are in it: those that wait, those in flight, and those whose end is still to be handed out by
    /// [`poll`](Self::poll).
    pub fn jobs(&self) -> usize {
        self.jobs.len().saturating_add(self.ends)
    }

    /// How many jobs it still takes, unless [channels](Settings::channels) run out before.
    pub fn room(&self) -> usize {
        if self.is_draining { 0 } else { self.settings.jobs.get().saturating_sub(self.jobs()) }
    }

    /// How many requests are in flight.
    pub fn in_flight(&self) -> usize {
        self.in_flight.len()
    }

    /// How many channels it knows: those with jobs, and those that are held.
    pub fn channels(&self) -> usize {
        self.channels.table.len()
    }

    /// How many channels are held, or known for their [daily budget](Settings::daily_budget).
    pub fn held(&self) -> usize {
        self.holds.len()
    }

    /// How many hosts it knows.
    pub fn hosts(&self) -> usize {
        self.hosts.table.len()
    }

    /// The requests in flight, the earliest first. After a restart nothing is known of them: [`lose`](Self::lose) each.
    pub fn tickets(&self) -> Vec<Ticket> {
        self.in_flight.all().iter().map(|sent| sent.ticket).collect()
    }

    /// The payload of the job of a request that is in flight.
    pub fn payload(&self, ticket: Ticket) -> Option<&T> {
        self.job(ticket).map(|job| &job.payload)
    }

    /// The same, to be changed, for example to keep the reply in it until the job ends.
    pub fn payload_mut(&mut self, ticket: Ticket) -> Option<&mut T> {
        let sent = self.in_flight.get(ticket)?;
        self.jobs.get_mut(sent.job).map(|job| &mut job.payload)
    }

    /// How often the job of a request that is in flight was sent, with this request.
    pub fn attempts(&self, ticket: Ticket) -> Option<u16> {
        self.job(ticket).map(|job| job.facts.attempts)
    }

    /// The job of a request that is in flight.
    fn job(&self, ticket: Ticket) -> Option<&JobEntry<T>> {
        self.jobs.get(self.in_flight.get(ticket)?.job)
    }

    /// Ends every job of a channel, for example because the phone's app has a new one. A request that is in flight is
    /// still waited for, and is not repeated.
    pub fn cancel_channel(&mut self, channel: &ChannelUri, now: Now) {
        self.clock.advance(now);
        let Some(id) = self.find(channel) else { return };
        self.end_waiting(id, End::Cancelled);
        let place = self.channels.table.get(id).map(|channel| channel.place);
        if let Some(Place::InFlight(job)) = place
            && let Some(job) = self.jobs.get_mut(job)
        {
            job.facts.end = Some(End::Cancelled);
        }
        self.settle(id);
    }

    /// Holds a channel as before a restart: nothing is sent to it before what [remains](Hold::remaining) has passed.
    ///
    /// # Errors
    ///
    /// If the outbox knows as many channels as allowed.
    pub fn restore_hold(
        &mut self,
        channel: &ChannelUri,
        hold: Hold,
        now: Now,
    ) -> Result<(), PushRefusal> {
        self.clock.advance(now);
        let remaining = hold.remaining(now.wall);
        if !remaining.is_zero() {
            let id = self.find_or_insert(channel)?;
            self.hold(id, self.clock.after(remaining));
            self.settle(id);
        }
        Ok(())
    }

    /// Restores how many replies or errors in a row asked for a [longer wait](crate::Held::backoffs), so that the next
    /// one asks for a still longer one. A channel without jobs and hold is not known, and this changes nothing.
    pub fn restore_backoffs(&mut self, channel: &ChannelUri, backoffs: u8) {
        if let Some(id) = self.find(channel)
            && let Some(channel) = self.channels.table.get_mut(id)
        {
            channel.backoffs = backoffs;
        }
    }

    /// Restores that the host of a channel was down, and that its breaker has been opened this often in a row: the next
    /// request to it is a probe. A host that is not known, of which this outbox knows more, or that was not down, does not
    /// change.
    ///
    /// It is for programs that share what they know of hosts. When the [hold](Event::HostDown) of a host is over that
    /// another program found down, one request finds out whether it is back, and not several.
    pub fn restore_breaker(&mut self, channel: &ChannelUri, openings: u8) {
        let host = self.find(channel).and_then(|id| self.channels.table.get(id)).map(|it| it.host);
        if let Some(host) = host.and_then(|id| self.hosts.table.get_mut(id))
            && let Breaker::Closed { .. } = host.breaker
            && host.in_flight == 0
            && openings > 0
        {
            host.breaker = Breaker::Waiting { openings };
        }
    }

    /// Ends the jobs of a channel that wait as [cancelled](End::Cancelled), and forgets its hold. A request that is in
    /// flight is still waited for.
    ///
    /// It is for senders with more jobs than memory: **keep the [`Held`](crate::Held) elsewhere, and push the jobs again
    /// when it is over.** Jobs that wait for long then take no room from the others.
    pub fn release_channel(&mut self, channel: &ChannelUri, now: Now) {
        self.clock.advance(now);
        let Some(id) = self.find(channel) else { return };
        self.end_waiting(id, End::Cancelled);
        let now = self.clock.tick();
        if let Some(channel) = self.channels.table.get_mut(id) {
            channel.held_until = now;
        }
        self.settle(id);
    }

    /// Takes no more jobs and sends nothing more. What is in flight is waited for: when [`in_flight`](Self::in_flight)
    /// is zero and [`poll`](Self::poll) is idle, the jobs that are left can be saved.
    pub fn drain(&mut self) {
        self.is_draining = true;
    }

    /// Takes jobs and sends again, after [`drain`](Self::drain).
    pub fn resume(&mut self) {
        self.is_draining = false;
    }
}

impl<T> fmt::Debug for Outbox<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbox")
            .field("jobs", &self.jobs())
            .field("in_flight", &self.in_flight())
            .field("channels", &self.channels())
            .field("hosts", &self.hosts())
            .field("is_draining", &self.is_draining)
            .finish_non_exhaustive()
    }
}
