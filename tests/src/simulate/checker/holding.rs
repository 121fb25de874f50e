//! What requests lead to, and channels that are held.

use std::time::Duration;

use mpns_outbox::{End, Failure, HoldReason, Ticket};
use mpns_proto::{Outcome, Reply};

use super::super::plan::Millis;
use super::Checker;
use super::check::{Check, ensure, whole_second};
use super::landing::{Follows, Landing};

impl Checker {
    /// What a request led to is handed in.
    pub(in super::super) fn landed(
        &mut self,
        ticket: Ticket,
        key: u32,
        result: &Result<Reply, Failure>,
        retry_after: Duration,
        now: Millis,
    ) {
        let job = &mut self.jobs[key as usize];
        job.may_be_delivered |= result.as_ref().is_err_and(|it| it.may_have_been_delivered);
        let (number, is_immediate) = (job.channel, job.is_immediate);
        let channel = &mut self.channels[number as usize];
        let retry_after = retry_after.as_millis() as Millis;
        let follows = Follows::of(result, &self.jobs[key as usize], channel, retry_after);
        channel.is_in_flight = false;
        let mut is_success = Some(true);
        match follows {
            Follows::Hold { between: [least, _], reason, .. } => {
                channel.waiting += 1;
                channel.immediate += u16::from(is_immediate);
                let until = whole_second(now, Duration::from_millis(least));
                channel.held_until = channel.held_until.max(until);
                let failed = [HoldReason::NoReply, HoldReason::Reply(Outcome::Unavailable)];
                is_success = Some(!failed.contains(&reason));
            }
            Follows::End(End::Failed) => is_success = None,
            Follows::End(End::ChannelExpired) => {
                (channel.is_expired, channel.sent, channel.day_until) = (true, 0, 0);
            }
            Follows::End(_) => {}
        }
        let host = channel.host;
        self.in_flight -= 1;
        self.hosts.land(host, ticket, is_success, now);
        self.refresh(number, now);
        self.tickets.push(ticket);
        let (has_ended, is_held) = (false, false);
        self.landings.push(Landing {
            ticket,
            key,
            channel: number,
            at: now,
            follows,
            has_ended,
            is_held,
        });
    }

    pub(super) fn hold(
        &mut self,
        number: u32,
        reason: HoldReason,
        length: Duration,
        ticket: Option<Ticket>,
        now: Millis,
    ) -> Check {
        let mut since = now;
        if let Some(ticket) = ticket {
            let landing = self.landings.iter_mut().find(|landing| landing.ticket == ticket);
            let landing =
                landing.ok_or_else(|| format!("channel {number} is held for {ticket:?}"))?;
            let Follows::Hold { reason: right, between: [least, most], .. } = landing.follows
            else {
                return Err(format!("channel {number} is held for no reason"));
            };
            let is_right = landing.channel == number && right == reason && !landing.is_held;
            ensure(is_right, || format!("channel {number} is held for {reason:?}, not {right:?}"))?;
            let (length, most) = (length.as_millis() as Millis, most.max(least) + 1);
            let wrong = || {
                format!("channel {number} is held for {length} ms, by the rule {least} to {most}")
            };
            ensure((least..=most).contains(&length), wrong)?;
            landing.is_held = true;
            since = landing.at;
        } else {
            let channel = &self.channels[number as usize];
            let budget = self.settings.daily_budget.map_or(u16::MAX, Into::into);
            let is_spent = reason == HoldReason::DailyBudget && channel.sent >= budget;
            ensure(is_spent, || format!("channel {number} is held for {reason:?}"))?;
            if let (host, Some(lane)) = (channel.host, channel.lane) {
                self.hosts.pass(host, lane.into());
            }
        }
        let channel = &mut self.channels[number as usize];
        channel.held_until = channel.held_until.max(whole_second(since, length));
        let until = channel.held_until;
        self.timers.entry(until).or_default().push(number);
        self.refresh(number, now);
        Ok(())
    }
}
