use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use mpns_outbox::{End, HoldReason, Job, Now, Settings, Ticket};

mod answering;
mod checking;

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
    pub(crate) is_draining: bool,
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
    backoffs: u8,
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
    /// With the back-offs in a row.
    Held(String, HoldReason, Duration, u8),
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
            is_draining: false,
        }
    }

    /// Returns whether there is room.
    pub(crate) fn push(&mut self, channel: &str, job: &Job<u32>, now: Now) -> bool {
        self.advance(now);
        if self.is_draining || self.jobs() >= self.settings.jobs.get() {
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

    /// How many jobs have not been reported as ended.
    pub(crate) fn jobs(&self) -> usize {
        let ends = self.events.iter().filter(|event| matches!(event, Expected::Ended(..))).count();
        self.jobs.len() + self.ended.len() + ends
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

    pub(crate) fn release(&mut self, channel: &str, now: Now) {
        self.advance(now);
        self.end_waiting(channel, End::Cancelled);
        self.channel(channel).held_until = self.tick();
    }

    pub(crate) fn restore_backoffs(&mut self, name: &str, backoffs: u8) {
        let has_jobs = self.jobs.values().any(|job| job.channel == name);
        let tick = self.tick();
        let channel = self.channel(name);
        let is_budgeted = channel.budget_until > tick && name.starts_with("http:");
        if has_jobs || channel.held_until > tick || is_budgeted {
            channel.backoffs = backoffs;
        }
    }

    /// Of a host that has a channel which is held for ever.
    pub(crate) fn restore_breaker(&mut self, host: &str, openings: u8) {
        let is_idle = self.in_flight(|job| self::host(&job.channel) == host) == 0;
        let breaker = self.breakers.entry(host.to_owned()).or_default();
        if is_idle && breaker.openings == 0 && openings > 0 {
            *breaker = Breaker { failures: 0, openings: openings.into(), open_until: 0 };
        }
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

fn host(channel: &str) -> &str {
    channel.rsplit_once('/').map_or("", |(host, _)| host)
}
