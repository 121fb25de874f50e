//! What requests lead to.

use std::time::Duration;

use mpns_outbox::{End, Failure, HoldReason, Now, Ticket};
use mpns_proto::{Outcome, Reply};

use super::{Breaker, Expected, Model, ModelJob, host};

impl Model {
    pub(crate) fn reply(&mut self, ticket: Ticket, reply: &Reply, now: Now, jitter: u16) {
        self.advance(now);
        let Some((number, is_probe)) = self.land(ticket) else { return };
        let channel = self.jobs[&number].channel.clone();
        let outcome = reply.outcome();
        if outcome == Outcome::Unavailable {
            self.fail_host(&channel, is_probe, jitter);
        } else {
            self.succeed_host(&channel, is_probe);
        }
        let after = reply.retry_after().map(|after| after.from_now(now.wall)).max();
        let after = after.unwrap_or_default();
        let reason = HoldReason::Reply(outcome);
        match outcome {
            Outcome::ChannelExpired => {
                self.events.push_back(Expected::Expired(channel.clone()));
                self.events.push_back(Expected::Ended(number, End::ChannelExpired, ticket));
                self.jobs.remove(&number);
                self.end_waiting(&channel, End::ChannelExpired);
                self.channel(&channel).budget_until = 0;
            }
            Outcome::QueueFull | Outcome::Unavailable => {
                let wait = self.backoff(&channel, jitter).max(after);
                self.again(number, ticket, reason, wait, None);
            }
            Outcome::Throttled | Outcome::DeviceInactive => {
                self.channel(&channel).backoffs = 0;
                let minutes = if outcome == Outcome::Throttled { 60 } else { 61 };
                let wait = Duration::from_secs(minutes * 60).max(after);
                self.again(number, ticket, reason, wait, None);
            }
            _ => {
                self.channel(&channel).backoffs = 0;
                let is_accepted = outcome == Outcome::Received;
                let end = if is_accepted { End::Accepted } else { End::Refused(outcome) };
                self.events.push_back(Expected::Ended(number, end, ticket));
                self.jobs.remove(&number);
            }
        }
    }

    pub(crate) fn fail(&mut self, ticket: Ticket, failure: Failure, now: Now, jitter: u16) {
        self.advance(now);
        let Some((number, is_probe)) = self.land(ticket) else { return };
        let channel = self.jobs[&number].channel.clone();
        if failure.is_permanent {
            self.events.push_back(Expected::Ended(number, End::Failed, ticket));
            self.jobs.remove(&number);
            return;
        }
        self.fail_host(&channel, is_probe, jitter);
        self.again_without_reply(number, ticket, failure.may_have_been_delivered, jitter);
    }

    pub(crate) fn lose(&mut self, ticket: Ticket, now: Now, jitter: u16) {
        self.advance(now);
        if let Some((number, _)) = self.land(ticket) {
            self.again_without_reply(number, ticket, true, jitter);
        }
    }

    fn again_without_reply(
        &mut self,
        number: u32,
        ticket: Ticket,
        may_have_been_delivered: bool,
        jitter: u16,
    ) {
        let ModelJob { job, channel, .. } = &self.jobs[&number];
        let is_unknown = may_have_been_delivered && !job.may_show_twice;
        let wait = self.backoff(&channel.clone(), jitter);
        let end = is_unknown.then_some(End::MayHaveBeenDelivered);
        self.again(number, ticket, HoldReason::NoReply, wait, end);
    }

    fn land(&mut self, ticket: Ticket) -> Option<(u32, bool)> {
        let sent = |(number, job): (&u32, &mut ModelJob)| {
            let (sent, is_probe) = job.in_flight?;
            (sent == ticket).then(|| {
                job.in_flight = None;
                (*number, is_probe)
            })
        };
        self.jobs.iter_mut().find_map(sent)
    }

    fn again(
        &mut self,
        number: u32,
        ticket: Ticket,
        reason: HoldReason,
        wait: Duration,
        end: Option<End>,
    ) {
        let name = self.jobs[&number].channel.clone();
        let backoffs = self.channel(&name).backoffs;
        self.events.push_back(Expected::Held(name.clone(), reason, wait, backoffs));
        let until = self.channel(&name).held_until.max(self.after(wait));
        let job = &self.jobs[&number];
        let exhausted = job.job.attempts.is_some_and(|most| job.attempts >= most.get());
        let cancelled = job.is_cancelled.then_some(End::Cancelled);
        let exhausted = exhausted.then_some(End::AttemptsReached);
        let late = (job.deadline <= until).then_some(End::DeadlinePassed);
        if let Some(end) = end.or(cancelled).or(exhausted).or(late) {
            self.events.push_back(Expected::Ended(number, end, ticket));
            self.jobs.remove(&number);
        }
        self.hold_for(&name, wait);
    }

    fn backoff(&mut self, name: &str, jitter: u16) -> Duration {
        let channel = self.channel(name);
        channel.backoffs = channel.backoffs.saturating_add(1);
        let minutes = [4, 8, 16].get(usize::from(channel.backoffs) - 1).copied().unwrap_or(32);
        longer(Duration::from_secs(minutes * 60), jitter)
    }

    fn fail_host(&mut self, channel: &str, is_probe: bool, jitter: u16) {
        let (name, tick) = (host(channel).to_owned(), self.tick());
        let breaker = self.breakers.entry(name.clone()).or_default();
        if breaker.openings == 0 {
            breaker.failures += 1;
            if breaker.failures < self.settings.breaker_failures.get() {
                return;
            }
        } else if !is_probe {
            return;
        }
        assert!(breaker.open_until <= tick);
        let first = self.settings.breaker_first * 2_u32.pow(breaker.openings.min(20));
        let wait = longer(first.min(self.settings.breaker_longest), jitter);
        let until = self.after(wait);
        let breaker = self.breakers.entry(name.clone()).or_default();
        (breaker.failures, breaker.openings) = (0, breaker.openings + 1);
        breaker.open_until = until;
        self.events.push_back(Expected::Down(name, wait));
    }

    fn succeed_host(&mut self, channel: &str, is_probe: bool) {
        let name = host(channel).to_owned();
        let breaker = self.breakers.entry(name.clone()).or_default();
        if breaker.openings == 0 {
            breaker.failures = 0;
        } else if is_probe {
            *breaker = Breaker::default();
            self.events.push_back(Expected::Up(name));
        }
    }
}

fn longer(wait: Duration, jitter: u16) -> Duration {
    let more = wait.as_nanos() * u128::from(jitter) / (u128::from(u16::MAX) * 4);
    wait + Duration::from_nanos(u64::try_from(more).expect("a short wait"))
}
