//! What requests led to.

use std::time::Duration;

use mpns_proto::{Backoff, Jitter, Outcome, Reply, Retry};

use super::Outbox;
use crate::table::{Breaker, Id, List, Place, Sent};
use crate::{End, Ended, Event, Failure, Hold, HoldReason, Now, Ticket};

impl<T> Outbox<T> {
    /// Takes the reply to a request. What it led to are the next events of [`poll`](Self::poll).
    ///
    /// `jitter` makes a wait longer that may be: draw a new one for each reply. A reply to a request that is not in
    /// flight changes nothing.
    pub fn handle_reply(&mut self, ticket: Ticket, reply: &Reply, now: Now, jitter: Jitter) {
        self.clock.advance(now);
        let Some((sent, channel, host)) = self.land(ticket) else { return };
        let outcome = reply.outcome();
        if outcome == Outcome::Unavailable {
            self.fail_host(host, sent, now, jitter);
        } else {
            self.succeed_host(host, sent);
        }
        let least = reply.retry_after().map(|after| after.from_now(now.wall)).max();
        match (outcome, outcome.retry()) {
            (Outcome::ChannelExpired, _) => self.expire(sent, channel),
            (_, Retry::Never) => {
                self.set_backoffs(channel, 0);
                let is_accepted = outcome.is_accepted();
                self.end(sent, if is_accepted { End::Accepted } else { End::Refused(outcome) });
            }
            (_, retry) => {
                let wait = self.wait(channel, retry, jitter).max(least.unwrap_or_default());
                self.try_again(sent, channel, HoldReason::Reply(outcome), wait, None, now);
            }
        }
        self.settle(channel);
        self.offer_turn(host);
    }

    /// Takes an error: a request got no reply. What it led to are the next events of [`poll`](Self::poll).
    ///
    /// An error about a request that is not in flight changes nothing.
    pub fn handle_error(
        &mut self,
        ticket: Ticket,
        failure: impl Into<Failure>,
        now: Now,
        jitter: Jitter,
    ) {
        self.clock.advance(now);
        let failure = failure.into();
        let Some((sent, channel, host)) = self.land(ticket) else { return };
        if failure.is_permanent {
            self.release_probe(host, sent);
            self.end(sent, End::Failed);
        } else {
            self.fail_host(host, sent, now, jitter);
            self.end_or_try_again(sent, channel, failure.may_have_been_delivered, now, jitter);
        }
        self.settle(channel);
        self.offer_turn(host);
    }

    /// Nothing will be known of a request any more: it was cancelled, or the program ended. It may have been delivered,
    /// and says nothing of its host.
    pub fn lose(&mut self, ticket: Ticket, now: Now, jitter: Jitter) {
        self.clock.advance(now);
        let Some((sent, channel, host)) = self.land(ticket) else { return };
        self.release_probe(host, sent);
        self.end_or_try_again(sent, channel, true, now, jitter);
        self.settle(channel);
        self.offer_turn(host);
    }

    /// There was no reply.
    fn end_or_try_again(
        &mut self,
        sent: Sent,
        channel: Id,
        may_have_been_delivered: bool,
        now: Now,
        jitter: Jitter,
    ) {
        let may_repeat = self.jobs.get(sent.job).is_some_and(|job| job.facts.may_show_twice);
        let is_unknown = may_have_been_delivered && !may_repeat;
        let end = is_unknown.then_some(End::MayHaveBeenDelivered);
        let wait = self.wait(channel, Retry::Backoff(Backoff::new()), jitter);
        self.try_again(sent, channel, HoldReason::NoReply, wait, end, now);
    }

    /// Takes a request out of those in flight; its job is nowhere then. Returns its channel and host, too.
    fn land(&mut self, ticket: Ticket) -> Option<(Sent, Id, Id)> {
        let sent = self.in_flight.remove(ticket)?;
        let id = self.jobs.get(sent.job)?.channel;
        let channel = self.channels.table.get_mut(id)?;
        channel.place = Place::Nowhere;
        let host = self.hosts.table.get_mut(channel.host)?;
        host.in_flight = host.in_flight.saturating_sub(1);
        Some((sent, id, channel.host))
    }

    /// How long to wait by the rule, which asks for more each time in a row.
    fn wait(&mut self, channel: Id, retry: Retry, jitter: Jitter) -> Duration {
        let Retry::Backoff(_) = retry else {
            self.set_backoffs(channel, 0);
            return retry.wait(1, Jitter::NONE).unwrap_or_default();
        };
        let before = self.channels.table.get(channel).map_or(0, |channel| channel.backoffs);
        let backoffs = before.saturating_add(1);
        self.set_backoffs(channel, backoffs);
        retry.wait(backoffs.into(), jitter).unwrap_or_default()
    }

    fn set_backoffs(&mut self, channel: Id, backoffs: u8) {
        if let Some(channel) = self.channels.table.get_mut(channel) {
            channel.backoffs = backoffs;
        }
    }

    /// Holds the channel, and puts the job before the others of the channel, unless it ends.
    fn try_again(
        &mut self,
        sent: Sent,
        channel: Id,
        reason: HoldReason,
        wait: Duration,
        end: Option<End>,
        now: Now,
    ) {
        let hold = Hold { since: now.wall, length: wait };
        self.events.extend(self.held_event(channel, reason, hold, Some(sent.ticket)));
        let until = self.hold(channel, self.clock.after(wait));
        let Some(job) = self.jobs.get(sent.job) else { return };
        let exhausted = job.facts.is_exhausted().then_some(End::AttemptsReached);
        let too_late = (job.facts.deadline <= until).then_some(End::DeadlinePassed);
        match end.or(job.facts.end).or(exhausted).or(too_late) {
            Some(end) => self.end(sent, end),
            None => self.enqueue(sent.job, List::push_front),
        }
    }

    /// The channel is gone, with all its jobs.
    fn expire(&mut self, sent: Sent, channel: Id) {
        if let Some(channel) = self.channels.table.get_mut(channel) {
            channel.budget_until = self.clock.tick();
        }
        if let Some(channel) = self.channels.table.get(channel) {
            self.events.push_back(Event::ChannelExpired(self.text(channel)));
        }
        self.end(sent, End::ChannelExpired);
        self.end_waiting(channel, End::ChannelExpired);
    }

    /// Ends a job that was in flight.
    fn end(&mut self, sent: Sent, end: End) {
        let Some(job) = self.jobs.remove(sent.job) else { return };
        let (payload, attempts) = (job.payload, job.facts.attempts);
        let ticket = Some(sent.ticket);
        self.events.push_back(Event::Ended(Ended { payload, end, attempts, ticket }));
        self.ends = self.ends.saturating_add(1);
    }

    fn succeed_host(&mut self, id: Id, sent: Sent) {
        let Some(host) = self.hosts.table.get_mut(id) else { return };
        if host.breaker.succeed(sent.is_probe) {
            self.events.push_back(Event::HostUp { origin: host.origin.to_string() });
        }
    }

    /// A request that says nothing of its host.
    fn release_probe(&mut self, id: Id, sent: Sent) {
        if let Some(host) = self.hosts.table.get_mut(id) {
            host.breaker.release(sent.is_probe);
        }
    }

    fn fail_host(&mut self, id: Id, sent: Sent, now: Now, jitter: Jitter) {
        let Some(host) = self.hosts.table.get_mut(id) else { return };
        let failures = self.settings.breaker_failures.get();
        let Some(openings) = host.breaker.fail(sent.is_probe, failures) else { return };
        let doublings = u32::from(openings.saturating_sub(1));
        let longer = self.settings.breaker_first.saturating_mul(2_u32.saturating_pow(doublings));
        let wait = Retry::After(longer.min(self.settings.breaker_longest));
        let length = wait.wait(1, jitter).unwrap_or_default();
        let until = self.clock.after(length);
        host.breaker = Breaker::Open { until, openings };
        let (origin, hold) = (host.origin.to_string(), Hold { since: now.wall, length });
        self.events.push_back(Event::HostDown { origin, hold });
        self.probes.insert(&mut self.hosts.table, until, id);
    }
}
