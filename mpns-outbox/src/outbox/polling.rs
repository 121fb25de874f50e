//! What to do next.

use std::time::Duration;

use super::Outbox;
use super::pushing::HTTP;
use crate::table::{Id, Lane, Place, Tick};
use crate::{End, Ended, Event, Hold, HoldReason, Now, Output, Ticket, Transmit};

impl<T> Outbox<T> {
    /// What to do next.
    ///
    /// A call does an amount of work that does not grow with what is in the outbox, except that each hold that has
    /// ended costs a little once.
    pub fn poll(&mut self, now: Now) -> Output<'_, T> {
        self.clock.advance(now);
        if let Some(event) = self.next_event() {
            return Output::Event(event);
        }
        if self.is_draining {
            return Output::Idle;
        }
        while let Some(host) = self.probes.pop_due(&mut self.hosts.table, self.clock.tick()) {
            self.end_opening(host);
        }
        match self.next_request(now) {
            Some(Next::Request(ticket, job)) => self.transmit(ticket, job),
            Some(Next::Event(event)) => Output::Event(event),
            None => self.rest(),
        }
    }

    /// What has happened, and the end of a job that is due.
    fn next_event(&mut self) -> Option<Event<T>> {
        if let Some(event) = self.events.pop_front() {
            self.ends = self.ends.saturating_sub(matches!(event, Event::Ended(_)).into());
            return Some(event);
        }
        let id = match self.ended.pop_front(&mut self.jobs) {
            Some(id) => id,
            None => self.next_too_late()?,
        };
        let job = self.jobs.remove(id)?;
        Some(Event::Ended(Ended {
            payload: job.payload,
            end: job.facts.end.unwrap_or(End::DeadlinePassed),
            attempts: job.facts.attempts,
            ticket: None,
        }))
    }

    /// Takes out the next job whose deadline has come.
    fn next_too_late(&mut self) -> Option<Id> {
        let id = self.deadlines.pop_due(&mut self.jobs, self.clock.tick())?;
        let channel = self.jobs.get(id)?.channel;
        self.dequeue_untimed(id);
        self.settle(channel);
        Some(id)
    }

    /// The breaker of a host has been open for long enough.
    fn end_opening(&mut self, id: Id) {
        if let Some(host) = self.hosts.table.get_mut(id) {
            host.breaker.wait();
        }
        self.hosts.forget_unused(id);
        self.offer_turn(id);
    }

    /// The next request, or an event that came in its place. Every hold that has ended is looked at before, so that
    /// all channels take part.
    fn next_request(&mut self, now: Now) -> Option<Next<T>> {
        if self.in_flight.len() >= self.settings.in_flight.get() {
            return None;
        }
        while let Some(id) = self.holds.pop_due(&mut self.channels.table, self.clock.tick()) {
            if let Some(channel) = self.channels.table.get_mut(id) {
                channel.place = Place::Nowhere;
            }
            self.settle(id);
        }
        let channel = self.next_channel()?;
        self.send_to(channel, now)
    }

    /// The channel whose turn it is, taken out of the ready ones.
    fn next_channel(&mut self) -> Option<Id> {
        for lane in Lane::ALL {
            while let Some(id) = lane.of(&mut self.turns).pop_front() {
                let Some(host) = self.hosts.table.get_mut(id) else { continue };
                *host.in_turn(lane) = false;
                if !host.has_room(self.settings.in_flight_per_host.get()) {
                    continue;
                }
                let ready = host.ready(lane).pop_front(&mut self.channels.table);
                if let Some(channel) = ready.and_then(|id| self.channels.table.get_mut(id)) {
                    channel.place = Place::Nowhere;
                    return ready;
                }
                self.hosts.forget_unused(id);
            }
        }
        None
    }

    /// Sends the next job of a channel, unless its daily budget is spent.
    fn send_to(&mut self, id: Id, now: Now) -> Option<Next<T>> {
        if let Some(event) = self.hold_to_budget(id, now) {
            return Some(Next::Event(event));
        }
        let channel = self.channels.table.get(id)?;
        let (host_id, job_id) = (channel.host, channel.jobs.first()?);
        self.dequeue(job_id);
        let channel = self.channels.table.get_mut(id)?;
        channel.place = Place::InFlight(job_id);
        channel.sent = channel.sent.saturating_add(1);
        let host = self.hosts.table.get_mut(host_id)?;
        host.in_flight = host.in_flight.saturating_add(1);
        let is_probe = host.breaker.send();
        let job = self.jobs.get_mut(job_id)?;
        job.facts.attempts = job.facts.attempts.saturating_add(1);
        self.offer_turn(host_id);
        Some(Next::Request(self.in_flight.insert(job_id, is_probe), job_id))
    }

    /// Begins the day of a budget, or holds the channel until it is over if the budget is spent.
    fn hold_to_budget(&mut self, id: Id, now: Now) -> Option<Event<T>> {
        let budget = self.settings.daily_budget?.get();
        let channel = self.channels.table.get_mut(id)?;
        let host = self.hosts.table.get(channel.host)?;
        if !host.origin.starts_with(HTTP) {
            return None;
        }
        if channel.budget_until <= self.clock.tick() {
            channel.sent = 0;
            channel.budget_until = self.clock.after(DAY);
        }
        if channel.sent < budget {
            return None;
        }
        let until = channel.budget_until;
        let host = channel.host;
        let hold = Hold { since: now.wall, length: self.clock.until(until) };
        self.hold(id, until);
        let held = self.held_event(id, HoldReason::DailyBudget, hold, None);
        self.settle(id);
        self.offer_turn(host);
        held
    }

    fn transmit(&self, ticket: Ticket, job: Id) -> Output<'_, T> {
        let job = self.jobs.get(job);
        let channel = job.and_then(|job| self.channels.table.get(job.channel));
        match (job, channel) {
            (Some(job), Some(channel)) => Output::Transmit(Transmit {
                ticket,
                channel: self.text(channel),
                payload: &job.payload,
                attempt: job.facts.attempts,
            }),
            _ => Output::Idle,
        }
    }

    /// Nothing can be done now.
    fn rest(&self) -> Output<'_, T> {
        let has_turns = self.turns.iter().any(|turns| !turns.is_empty());
        let is_full = self.in_flight.len() >= self.settings.in_flight.get();
        let next = self.holds.next().min(self.deadlines.next()).min(self.probes.next());
        if is_full && (has_turns || self.holds.next() <= self.clock.tick()) {
            Output::Full
        } else if next == Tick::NEVER || self.jobs.len() == self.in_flight.len() {
            Output::Idle
        } else {
            Output::Wait(self.clock.until(next))
        }
    }
}

/// What comes next.
enum Next<T> {
    Request(Ticket, Id),
    Event(Event<T>),
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
