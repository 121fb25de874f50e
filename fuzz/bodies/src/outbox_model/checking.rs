//! Which outputs the rules allow.

use std::time::Duration;

use mpns_outbox::{End, Event, HoldReason, Now, Output, Ticket};
use mpns_proto::BatchingInterval;

use super::{Expected, Model, host};

impl Model {
    /// Whether the outbox may say this now.
    pub(crate) fn check(&mut self, output: &Output<'_, u32>, now: Now) {
        self.advance(now);
        if let Some(expected) = self.events.pop_front() {
            return assert_eq!(read(output), Some(expected), "{output:?}");
        }
        if let Some(ended) = self.ended.pop_front() {
            return assert_eq!(unsent(output), Some(ended), "{output:?}");
        }
        let waiting = self.jobs.values().filter(|job| job.in_flight.is_none());
        let first = waiting.map(|job| job.deadline).min().unwrap_or(u64::MAX);
        if first <= self.tick() {
            let Some((number, End::DeadlinePassed)) = unsent(output) else {
                panic!("a deadline has passed: {output:?}")
            };
            let job = self.jobs.remove(&number).expect("a job");
            return assert_eq!((job.deadline, job.in_flight), (first, None), "{number}");
        }
        if self.is_draining {
            return assert_eq!(*output, Output::Idle);
        }
        let ready = self.ready();
        match output {
            Output::Transmit(transmit) => {
                let channel = transmit.channel.expose().to_owned();
                assert!(self.in_flight(|_| true) < self.settings.in_flight.get(), "too many");
                assert!(ready.contains(&channel), "{channel} is not ready");
                assert!(!self.is_budget_spent(&channel), "{channel} has no budget");
                self.check_lane(&ready, &channel);
                self.send(&channel, transmit.ticket, *transmit.payload, transmit.attempt);
            }
            Output::Event(Event::Held(held)) => {
                let channel = held.channel.expose().to_owned();
                assert_eq!(held.reason, HoldReason::DailyBudget);
                assert!(ready.contains(&channel) && self.is_budget_spent(&channel));
                let until = Duration::from_secs(self.channel(&channel).budget_until);
                assert_eq!(held.hold.length, until - self.elapsed);
                assert_eq!(held.backoffs, self.channel(&channel).backoffs);
                self.hold_for(&channel, until - self.elapsed);
            }
            Output::Event(event) => panic!("{event:?}"),
            Output::Full => assert_eq!(self.in_flight(|_| true), self.settings.in_flight.get()),
            Output::Wait(_) | Output::Idle => {
                assert_eq!(ready, Vec::<String>::new(), "these are ready: {output:?}");
                assert_eq!(*output, self.rest());
            }
        }
    }

    /// The channels that can be sent to, without regard to the limit for all.
    fn ready(&self) -> Vec<String> {
        let is_ready = |name: &&String| {
            let host = host(name);
            let breaker = self.breakers.get(host).copied().unwrap_or_default();
            let probes = self.in_flight(|job| {
                self::host(&job.channel) == host && matches!(job.in_flight, Some((_, true)))
            });
            let admits =
                breaker.openings == 0 || (breaker.open_until <= self.tick() && probes == 0);
            let of_host = self.in_flight(|job| self::host(&job.channel) == host);
            self.waiting(name).next().is_some()
                && self.in_flight(|job| job.channel == **name) == 0
                && self.channels[*name].held_until <= self.tick()
                && admits
                && of_host < self.settings.in_flight_per_host.get()
        };
        self.channels.keys().filter(is_ready).cloned().collect()
    }

    /// A channel with an immediate notification goes first. One whose hold has ended may not have been looked at yet.
    fn check_lane(&self, ready: &[String], chosen: &str) {
        let is_urgent = |name: &str| {
            self.waiting(name).any(|(_, job)| job.job.interval == BatchingInterval::Immediate)
        };
        let others = ready.iter().filter(|name| self.channels[*name].is_fresh);
        for urgent in others.filter(|name| is_urgent(name)) {
            assert!(is_urgent(chosen), "{urgent} goes before {chosen}");
        }
    }

    fn send(&mut self, channel: &str, ticket: Ticket, number: u32, attempt: u16) {
        let first = self.waiting(channel).next().map(|(number, _)| *number);
        assert_eq!(first, Some(number), "the order of {channel}");
        let is_probe = self.breakers.get(host(channel)).is_some_and(|it| it.openings > 0);
        let job = self.jobs.get_mut(&number).expect("a job");
        job.attempts += 1;
        job.in_flight = Some((ticket, is_probe));
        assert_eq!(job.attempts, attempt);
        let (tick, day) = (self.tick(), self.after(DAY));
        let channel = self.channel(channel);
        channel.is_fresh = true;
        if channel.budget_until <= tick {
            (channel.sent, channel.budget_until) = (0, day);
        }
        channel.sent += 1;
    }

    fn is_budget_spent(&self, name: &str) -> bool {
        let channel = &self.channels[name];
        let budget = self.settings.daily_budget.map_or(u16::MAX, Into::into);
        name.starts_with("http:") && channel.budget_until > self.tick() && channel.sent >= budget
    }

    /// What there is to say if nothing can be sent.
    fn rest(&self) -> Output<'static, u32> {
        let waiting = || self.jobs.values().filter(|job| job.in_flight.is_none());
        if waiting().next().is_none() {
            return Output::Idle;
        }
        let deadlines = waiting().map(|job| job.deadline);
        let holds = self.channels.iter().filter_map(|(name, channel)| {
            let is_in_flight = self.in_flight(|job| job.channel == *name) > 0;
            let has_jobs = self.waiting(name).next().is_some();
            let is_budgeted = name.starts_with("http:") && !has_jobs;
            let remembered = if is_budgeted { channel.budget_until } else { 0 };
            let held = channel.held_until > self.tick();
            (!is_in_flight).then_some(if held { channel.held_until } else { remembered })
        });
        let probes = self.breakers.values().map(|breaker| breaker.open_until);
        let times = deadlines.chain(holds).chain(probes).filter(|at| *at > self.tick());
        match times.min() {
            None | Some(u64::MAX) => Output::Idle,
            Some(at) => Output::Wait(Duration::from_secs(at) - self.elapsed),
        }
    }
}

fn read(output: &Output<'_, u32>) -> Option<Expected> {
    let Output::Event(event) = output else { return None };
    Some(match event {
        Event::Ended(ended) => Expected::Ended(ended.payload, ended.end, ended.ticket?),
        Event::Held(held) => {
            let channel = held.channel.expose().to_owned();
            Expected::Held(channel, held.reason, held.hold.length, held.backoffs)
        }
        Event::ChannelExpired(channel) => Expected::Expired(channel.expose().to_owned()),
        Event::HostDown { origin, hold } => Expected::Down(origin.clone(), hold.length),
        Event::HostUp { origin } => Expected::Up(origin.clone()),
        _ => return None,
    })
}

/// The end of a job that no reply ended.
fn unsent(output: &Output<'_, u32>) -> Option<(u32, End)> {
    match output {
        Output::Event(Event::Ended(ended)) if ended.ticket.is_none() => {
            Some((ended.payload, ended.end))
        }
        _ => None,
    }
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
