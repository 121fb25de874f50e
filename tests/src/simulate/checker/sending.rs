//! Requests that are sent.

use std::time::Duration;

use mpns_outbox::Ticket;

use super::super::jobs::NONE;
use super::super::plan::{DAY, Millis};
use super::super::world::is_authenticated;
use super::Checker;
use super::channel::is_past;
use super::check::{Check, ensure, whole_second};

impl Checker {
    pub(super) fn transmit(
        &mut self,
        ticket: Ticket,
        number: u32,
        host: u16,
        key: u32,
        attempt: u16,
        now: Millis,
    ) -> Check {
        self.in_flight += 1;
        ensure(self.in_flight <= self.settings.in_flight.get(), || {
            format!("{} in flight", self.in_flight)
        })?;
        let job = self.jobs.get_mut(key as usize).ok_or("an unknown job")?;
        ensure(job.channel == number, || format!("job {key} is sent to channel {number}"))?;
        let is_in_flight = self.channels[number as usize].is_in_flight;
        ensure(!is_in_flight, || format!("two requests in flight to channel {number}"))?;
        ensure(!job.has_ended, || format!("job {key} is sent after its end"))?;
        ensure(!job.is_too_late(now), || format!("job {key} is sent after its deadline"))?;
        let is_risky = job.may_be_delivered && !job.may_show_twice;
        ensure(!is_risky, || format!("job {key} is repeated, and may have been delivered"))?;
        job.attempts += 1;
        ensure(job.attempts == attempt, || format!("attempt {attempt} of job {key}"))?;
        let is_last = job.most_attempts == 0 || attempt <= job.most_attempts.into();
        ensure(is_last, || format!("job {key} is sent too often"))?;
        let is_immediate = job.is_immediate;
        let first = self.first(number);
        ensure(first == key, || format!("job {key} is sent before job {first} of its channel"))?;
        let channel = &mut self.channels[number as usize];
        ensure(channel.host == host, || format!("job {key} is sent to host {host}"))?;
        let held = channel.held_until;
        let lane = channel.lane.ok_or_else(|| format!("channel {number} is held until {held}"))?;
        channel.is_in_flight = true;
        channel.waiting -= 1;
        channel.immediate -= u16::from(is_immediate);
        self.hosts.send(host, lane.into(), ticket, now)?;
        self.spend(number, now)?;
        self.refresh(number, now);
        ensure(self.latest.is_none_or(|latest| latest < ticket), || format!("{ticket:?} again"))?;
        self.latest = Some(ticket);
        self.sent += 1;
        if self.sent.is_multiple_of(TURNS) { self.hosts.check_turns() } else { Ok(()) }
    }

    /// The budget of a channel.
    fn spend(&mut self, number: u32, now: Millis) -> Check {
        let channel = &mut self.channels[number as usize];
        let Some(budget) = self.settings.daily_budget else { return Ok(()) };
        if is_authenticated(channel.host) {
            return Ok(());
        }
        if is_past(channel.day_until, now) {
            channel.sent = 0;
            channel.day_until = whole_second(now, Duration::from_millis(DAY));
            let until = channel.day_until;
            self.timers.entry(until).or_default().push(number);
        }
        channel.sent += 1;
        let sent = channel.sent;
        ensure(sent <= budget.get(), || format!("{sent} on one day to channel {number}"))
    }

    /// The first job of a channel that has not ended.
    fn first(&mut self, number: u32) -> u32 {
        let channel = &mut self.channels[number as usize];
        while channel.head != NONE && self.jobs[channel.head as usize].has_ended {
            channel.head = self.jobs[channel.head as usize].next;
        }
        channel.head
    }
}

/// After how many requests the turns of all hosts are looked at.
const TURNS: u64 = 256;
