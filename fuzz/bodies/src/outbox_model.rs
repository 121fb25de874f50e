use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use mpns_outbox::{End, Event, Failure, HoldReason, Job, Now, Output, Settings, Ticket};
use mpns_proto::{BatchingInterval, Outcome, Reply};

/// The rules of the outbox, as plainly as possible: lists that are searched from end to end.
pub(crate) struct Model {
    settings: Settings,
    elapsed: Duration,
    seen: Option<Duration>,
    /// The jobs that wait or are in flight, in order.
    jobs: BTreeMap<u32, ModelJob>,
    channels: BTreeMap<String, ModelChannel>,
    breakers: BTreeMap<String, Breaker>,
    /// What has to be reported next, in order.
    events: VecDeque<Expected>,
    /// The ends that have to be reported after them.
    ended: VecDeque<(u32, End)>,
}

struct ModelJob {
    job: Job<u32>,
    channel: String,
    /// The second in which it ends.
    deadline: u64,
    attempts: u16,
    in_flight: Option<(Ticket, bool)>,
    is_cancelled: bool,
}

#[derive(Default)]
struct ModelChannel {
    held_until: u64,
    backoffs: u32,
    sent: u16,
    budget_until: u64,
    /// Whether it became ready without having been held.
    is_fresh: bool,
}

#[derive(Clone, Copy, Default)]
struct Breaker {
    failures: u8,
    /// How often it has been opened without a success; it is closed if this is zero.
    openings: u32,
    /// Until when no probe is sent.
    open_until: u64,
}

#[derive(Debug, PartialEq, Eq)]
enum Expected {
    Ended(u32, End, Ticket),
    Held(String, HoldReason, Duration),
    Expired(String),
    Down(String, Duration),
    Up(String),
}

impl Model {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            settings,
            elapsed: Duration::ZERO,
            seen: None,
            jobs: BTreeMap::new(),
            channels: BTreeMap::new(),
            breakers: BTreeMap::new(),
            events: VecDeque::new(),
            ended: VecDeque::new(),
        }
    }

    /// Returns whether there is room.
    pub(crate) fn push(&mut self, channel: &str, job: &Job<u32>, now: Now) -> bool {
        self.advance(now);
        if self.jobs.len() + self.ended.len() >= self.settings.jobs {
            return false;
        }
        self.know(channel);
        let is_older = |other: &ModelJob| job.tile.is_some() && other.job.tile == job.tile;
        let older = self.waiting(channel).find(|(_, other)| is_older(other)).map(|(it, _)| *it);
        if let Some(older) = older {
            self.end(older, End::Replaced);
        }
        let deadline = job.deadline.map_or(u64::MAX, |it| (self.elapsed + it).as_secs());
        let entry = ModelJob {
            job: job.clone(),
            channel: channel.to_owned(),
            deadline,
            attempts: 0,
            in_flight: None,
            is_cancelled: false,
        };
        self.jobs.insert(job.payload, entry);
        if deadline <= self.channel(channel).held_until.max(self.tick()) {
            self.end(job.payload, End::DeadlinePassed);
        }
        true
    }

    pub(crate) fn cancel(&mut self, channel: &str, now: Now) {
        self.advance(now);
        self.end_waiting(channel, End::Cancelled);
        for job in self.jobs.values_mut().filter(|job| job.channel == channel) {
            job.is_cancelled = true;
        }
    }

    pub(crate) fn hold(&mut self, channel: &str, length: Duration, now: Now) {
        self.advance(now);
        if !length.is_zero() {
            self.know(channel);
            self.hold_for(channel, length);
        }
    }

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
        let is_unknown = failure.may_have_been_delivered && !self.jobs[&number].job.may_show_twice;
        let end = is_unknown.then_some(End::MayHaveBeenDelivered);
        let wait = self.backoff(&channel, jitter);
        self.again(number, ticket, HoldReason::NoReply, wait, end);
    }

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
        let ready = self.ready();
        match output {
            Output::Transmit(transmit) => {
                let channel = transmit.channel.expose().to_owned();
                assert!(self.in_flight(|_| true) < self.settings.in_flight, "too many");
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
                self.hold_for(&channel, until - self.elapsed);
            }
            Output::Event(event) => panic!("{event:?}"),
            Output::Full => assert_eq!(self.in_flight(|_| true), self.settings.in_flight),
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
                && of_host < self.settings.in_flight_per_host
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
        self.events.push_back(Expected::Held(name.clone(), reason, wait));
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

    fn hold_for(&mut self, name: &str, length: Duration) {
        let until = self.after(length).max(self.channel(name).held_until);
        self.channel(name).held_until = until;
        self.channel(name).is_fresh = false;
        let late = self.waiting(name).filter(|(_, job)| job.deadline <= until);
        for number in late.map(|(number, _)| *number).collect::<Vec<_>>() {
            self.end(number, End::DeadlinePassed);
        }
    }

    fn backoff(&mut self, name: &str, jitter: u16) -> Duration {
        let channel = self.channel(name);
        channel.backoffs += 1;
        let minutes = [4, 8, 16, 32].get(channel.backoffs as usize - 1).copied().unwrap_or(32);
        longer(Duration::from_secs(minutes * 60), jitter)
    }

    fn fail_host(&mut self, channel: &str, is_probe: bool, jitter: u16) {
        let (name, tick) = (host(channel).to_owned(), self.tick());
        let breaker = self.breakers.entry(name.clone()).or_default();
        if breaker.openings == 0 {
            breaker.failures += 1;
            if breaker.failures < self.settings.breaker_failures {
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

    fn end_waiting(&mut self, channel: &str, end: End) {
        for number in self.waiting(channel).map(|(number, _)| *number).collect::<Vec<_>>() {
            self.end(number, end);
        }
    }

    fn end(&mut self, number: u32, end: End) {
        self.jobs.remove(&number);
        self.ended.push_back((number, end));
    }

    /// A channel without jobs whose hold is over is a new one.
    fn know(&mut self, name: &str) {
        let has_jobs = self.jobs.values().any(|job| job.channel == name);
        let tick = self.tick();
        let channel = self.channel(name);
        if !has_jobs && channel.held_until <= tick {
            channel.is_fresh = true;
            if channel.budget_until <= tick || !name.starts_with("http:") {
                channel.backoffs = 0;
            }
        }
    }

    fn waiting<'a>(&'a self, channel: &'a str) -> impl Iterator<Item = (&'a u32, &'a ModelJob)> {
        self.jobs.iter().filter(move |(_, job)| job.channel == channel && job.in_flight.is_none())
    }

    fn in_flight(&self, is_meant: impl Fn(&ModelJob) -> bool) -> usize {
        self.jobs.values().filter(|job| job.in_flight.is_some() && is_meant(job)).count()
    }

    fn channel(&mut self, name: &str) -> &mut ModelChannel {
        self.channels.entry(name.to_owned()).or_default()
    }

    fn advance(&mut self, now: Now) {
        self.elapsed += now.monotonic.saturating_sub(self.seen.unwrap_or(now.monotonic));
        self.seen = Some(now.monotonic);
    }

    fn tick(&self) -> u64 {
        self.elapsed.as_secs()
    }

    fn after(&self, wait: Duration) -> u64 {
        let end = self.elapsed + wait;
        end.as_secs() + u64::from(end.subsec_nanos() > 0)
    }
}

fn longer(wait: Duration, jitter: u16) -> Duration {
    let more = wait.as_nanos() * u128::from(jitter) / (u128::from(u16::MAX) * 4);
    wait + Duration::from_nanos(u64::try_from(more).expect("a short wait"))
}

fn host(channel: &str) -> &str {
    channel.rsplit_once('/').map_or("", |(host, _)| host)
}

fn read(output: &Output<'_, u32>) -> Option<Expected> {
    let Output::Event(event) = output else { return None };
    Some(match event {
        Event::Ended(ended) => Expected::Ended(ended.payload, ended.end, ended.ticket?),
        Event::Held(held) => {
            Expected::Held(held.channel.expose().to_owned(), held.reason, held.hold.length)
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
