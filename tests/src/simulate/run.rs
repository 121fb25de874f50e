use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use mpns_outbox::{Failure, Ticket};
use mpns_proto::{Jitter, Reply};

use super::calendar::Calendar;
use super::campaign::Campaigns;
use super::checker::Checker;
use super::jobs::{JobRecord, NEVER};
use super::plan::{DAY, HOUR, MINUTE, Millis, Plan, SECOND};
use super::random::Random;
use super::sender::{Pushed, Sender, Step, uri};
use super::tally::Tally;
use super::world::{World, is_authenticated};

/// A sender in its world, from moment to moment.
pub(super) struct Run<'a, S> {
    plan: Plan,
    sender: &'a mut S,
    world: World,
    calendar: Calendar,
    campaigns: Campaigns,
    checker: Checker,
    /// By the moment at which they land.
    flights: BTreeMap<(Millis, Ticket), Flight>,
    random: Random,
    /// Those that have landed, some of which are handed in once more.
    late: Vec<Ticket>,
    next_chaos: Millis,
    next_restore: Millis,
    now: Millis,
    tally: Tally,
}

/// A request on its way.
struct Flight {
    key: u32,
    result: Result<Reply, Failure>,
}

impl<'a, S: Sender> Run<'a, S> {
    pub(super) fn new(plan: &Plan, sender: &'a mut S) -> Self {
        Self {
            plan: *plan,
            sender,
            world: World::new(plan),
            calendar: Calendar::new(plan.seed),
            campaigns: Campaigns::new(plan),
            checker: Checker::new(plan),
            flights: BTreeMap::new(),
            random: Random::of(plan.seed, &[RUN]),
            late: Vec::new(),
            next_chaos: MINUTE,
            next_restore: HOUR / 2,
            now: 0,
            tally: Tally::default(),
        }
    }

    /// From the first push until the last job has ended and all is forgotten.
    pub(super) fn day(mut self) -> Result<(Vec<JobRecord>, Tally), String> {
        let begin = Instant::now();
        let result = self.moments();
        result.map_err(|wrong| format!("at {} ms: {wrong}", self.now))?;
        self.tally.time = begin.elapsed();
        self.tally.most = self.checker.most();
        Ok((self.checker.jobs, self.tally))
    }

    fn moments(&mut self) -> Result<(), String> {
        let mut rest = self.poll()?;
        while let Some(next) = self.next(rest) {
            self.now = next;
            self.checker.advance(next)?;
            self.land();
            self.push();
            self.upset()?;
            rest = self.poll()?;
        }
        let is_done = self.checker.is_done() && self.sender.counts().jobs == 0;
        is_done.then_some(()).ok_or("the day is over, and there are jobs left")?;
        // Nothing is held or remembered for longer than a day, unless the service has asked for it.
        self.now += LONG;
        self.checker.advance(self.now)?;
        self.poll()?;
        let counts = self.sender.counts();
        let is_empty = counts.channels == 0 && counts.hosts == 0;
        is_empty.then_some(()).ok_or_else(|| format!("a day later, it still has {counts:?}"))
    }

    /// The next moment at which something happens.
    fn next(&self, rest: Step) -> Option<Millis> {
        let landing = self.flights.first_key_value().map(|((until, _), _)| *until);
        let wake = match rest {
            // In whole milliseconds, rounded up.
            Step::Wait(wait) => Some(self.now + wait.as_nanos().div_ceil(1_000_000) as Millis),
            _ => None,
        };
        let next = [landing, wake, self.campaigns.next()].into_iter().flatten().min()?;
        let upset = self.next_chaos.min(self.next_restore);
        let upset = if self.now < 2 * DAY { upset } else { Millis::MAX };
        Some(next.min(upset).max(self.now + 1))
    }

    fn land(&mut self) {
        while let Some(entry) = self.flights.first_entry()
            && entry.key().0 <= self.now
        {
            let ((_, ticket), Flight { key, result }) = entry.remove_entry();
            let now = self.calendar.now(self.now);
            let retry_after = match &result {
                Ok(reply) => reply.retry_after().map(|after| after.from_now(now.wall)).max(),
                Err(_) => None,
            };
            let jitter = Jitter::new(self.random.next() as u16);
            self.sender.answer(ticket, &result, now, jitter);
            self.checker.landed(ticket, key, &result, retry_after.unwrap_or_default(), self.now);
            self.tally.calls += 1;
            if self.late.len() < LATE {
                self.late.push(ticket);
            }
        }
    }

    fn push(&mut self) {
        while let Some(job) = self.campaigns.due(self.now) {
            if self.checker.is_expired(job.channel) {
                self.campaigns.advance(self.now);
                continue;
            }
            let host = self.checker.host(job.channel);
            let until = Duration::from_millis(u64::from(job.deadline) - u64::from(job.pushed));
            let pushed = Pushed {
                key: self.checker.jobs.len() as u32,
                channel: job.channel,
                host,
                is_authenticated: is_authenticated(host),
                deadline: (job.deadline != NEVER).then_some(until),
                attempts: job.most_attempts,
                tile: job.tile,
                is_immediate: job.is_immediate,
                may_show_twice: job.may_show_twice,
            };
            self.tally.calls += 1;
            if self.sender.push(&pushed, self.calendar.now(self.now)) {
                self.checker.pushed(job, self.now);
                self.campaigns.advance(self.now);
            } else {
                self.tally.full += 1;
                self.campaigns.wait(self.now);
            }
        }
    }

    /// A late answer, a channel that is cancelled, a restart.
    fn upset(&mut self) -> Result<(), String> {
        let now = self.calendar.now(self.now);
        if self.next_chaos <= self.now {
            self.next_chaos = self.now + self.random.between(SECOND, 10 * MINUTE);
            let before = self.sender.counts();
            for ticket in self.late.drain(..) {
                let failure = Failure { may_have_been_delivered: true, is_permanent: true };
                self.sender.answer(ticket, &Err(failure), now, Jitter::NONE);
            }
            let is_same = before == self.sender.counts();
            is_same.then_some(()).ok_or("a late answer has changed something")?;
            let channel = self.random.below(self.plan.channels.into()) as u32;
            let host = self.checker.host(channel);
            self.sender.cancel(&uri(channel, host, is_authenticated(host)), now);
            self.checker.cancelled(channel);
        }
        if self.next_restore <= self.now {
            self.next_restore = self.now + DAY / Millis::from(self.plan.restores);
            self.sender.restore(now);
        }
        Ok(())
    }

    /// Does what the sender says until there is nothing more to do now.
    fn poll(&mut self) -> Result<Step, String> {
        let now = self.calendar.now(self.now);
        loop {
            let step = self.sender.poll(now)?;
            self.checker.step(step, self.sender.counts(), self.now)?;
            self.tally.calls += 1;
            match step {
                Step::Transmit { ticket, channel, key, attempt, .. } => {
                    let answer = self.world.answer(channel, key, attempt, self.now);
                    self.checker.jobs[key as usize].delivered += u8::from(answer.is_delivered);
                    self.tally.request(answer.waste);
                    let flight = Flight { key, result: answer.result };
                    self.flights.insert((self.now + answer.after, ticket), flight);
                }
                Step::Ended { end, .. } => self.tally.end(end),
                Step::Wait(_) | Step::Full | Step::Idle => {
                    let bytes = self.sender.bytes();
                    self.tally.bytes = self.tally.bytes.max(bytes);
                    self.checker.rest(step, self.sender.counts(), bytes)?;
                    return Ok(step);
                }
                _ => {}
            }
        }
    }
}

const RUN: u64 = 9;
/// How many answers are kept, to be handed in again.
const LATE: usize = 8;
/// Longer than any hold, even one until a date when the calendar is wrong by years.
const LONG: Millis = 30 * 365 * DAY;
