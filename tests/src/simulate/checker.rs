//! What has to hold after every call, judged from outside by a slow look at what went in and what came out.

mod breaker;
mod channel;
mod check;
mod ending;
mod holding;
mod hosts;
mod landing;
mod resting;
mod sending;

use std::collections::BTreeMap;

use mpns_outbox::{Settings, Ticket};

use self::channel::{Channel, is_past};
use self::check::{Check, ensure};
use self::hosts::Hosts;
use self::landing::Landing;
use super::jobs::{JobRecord, NONE};
use super::plan::{Millis, Plan, SECOND};
use super::sender::{Counts, Step};
use super::world::host_of;

/// The jobs, channels and hosts as they have to be.
#[derive(Debug)]
pub(super) struct Checker {
    settings: Settings,
    pub(super) jobs: Vec<JobRecord>,
    channels: Vec<Channel>,
    hosts: Hosts,
    /// The channels that are held or remembered until a second.
    timers: BTreeMap<u32, Vec<u32>>,
    /// What has landed since the last rest.
    landings: Vec<Landing>,
    tickets: Vec<Ticket>,
    /// Updates of tiles that waited when a newer one was pushed, since the last rest.
    replaced: Vec<u32>,
    ended: usize,
    in_flight: usize,
    latest: Option<Ticket>,
    sent: u64,
    /// Whether the outbox has asked to wait, and nothing has happened since.
    is_asleep: bool,
    most: Counts,
}

impl Checker {
    pub(super) fn new(plan: &Plan) -> Self {
        let channels = (0..plan.channels).map(|number| Channel::new(host_of(plan, number)));
        Self {
            settings: plan.settings,
            jobs: Vec::new(),
            channels: channels.collect(),
            hosts: Hosts::new(plan.hosts, plan.settings),
            timers: BTreeMap::new(),
            landings: Vec::new(),
            tickets: Vec::new(),
            replaced: Vec::new(),
            ended: 0,
            in_flight: 0,
            latest: None,
            sent: 0,
            is_asleep: false,
            most: Counts { jobs: 0, in_flight: 0, channels: 0, hosts: 0 },
        }
    }

    /// Whether a reply has said that the channel is gone, so that nothing more is pushed for it.
    pub(super) fn is_expired(&self, channel: u32) -> bool {
        self.channels[channel as usize].is_expired
    }

    pub(super) fn host(&self, channel: u32) -> u16 {
        self.channels[channel as usize].host
    }

    /// Time has come to `now`.
    pub(super) fn advance(&mut self, now: Millis) -> Check {
        self.hosts.advance(now, self.is_asleep)?;
        while let Some(entry) = self.timers.first_entry()
            && is_past(*entry.key(), now)
        {
            for channel in entry.remove() {
                let was_ready = self.channels[channel as usize].lane.is_some();
                self.refresh(channel, now);
                let entry = &self.channels[channel as usize];
                let at = Millis::from(entry.held_until) * SECOND;
                let is_late = entry.lane.is_some() && !was_ready && at < now && self.is_asleep;
                let overslept = is_late && self.hosts.is_servable(entry.host, at);
                ensure(!overslept, || {
                    format!("slept until {now}, and channel {channel} was ready at {at}")
                })?;
            }
        }
        self.is_asleep = false;
        Ok(())
    }

    /// The outbox has taken a job. Its key is the number of jobs before it.
    pub(super) fn pushed(&mut self, job: JobRecord, now: Millis) {
        let key = self.jobs.len() as u32;
        self.replaced.extend(self.waiting_update(&job));
        let channel = &mut self.channels[job.channel as usize];
        if channel.head == NONE {
            channel.head = key;
        }
        if channel.tail != NONE {
            self.jobs[channel.tail as usize].next = key;
        }
        channel.tail = key;
        channel.waiting += 1;
        channel.immediate += u16::from(job.is_immediate);
        self.jobs.push(job);
        self.refresh(job.channel, now);
    }

    /// A channel is cancelled.
    pub(super) fn cancelled(&mut self, channel: u32) {
        let mut key = self.channels[channel as usize].head;
        while key != NONE {
            let job = &mut self.jobs[key as usize];
            job.is_withdrawn |= !job.has_ended;
            key = job.next;
        }
    }

    /// The outbox says this, and so much is in it then.
    pub(super) fn step(&mut self, step: Step, counts: Counts, now: Millis) -> Check {
        self.judge(step, now)?;
        let (left, in_flight) = (self.jobs.len() - self.ended, self.in_flight);
        let is_exact = counts.jobs == left && counts.in_flight == in_flight;
        ensure(is_exact, || format!("{left} jobs are left, {in_flight} in flight, not {counts:?}"))
    }

    fn judge(&mut self, step: Step, now: Millis) -> Check {
        match step {
            Step::Transmit { ticket, channel, host, key, attempt } => {
                self.transmit(ticket, channel, host, key, attempt, now)
            }
            Step::Ended { key, end, attempts, ticket } => self.end(key, end, attempts, ticket, now),
            Step::Held { channel, reason, length, ticket } => {
                self.hold(channel, reason, length, ticket, now)
            }
            Step::ChannelExpired { channel } => {
                let is_true = self.channels[channel as usize].is_expired;
                ensure(is_true, || format!("channel {channel} is said to be gone"))
            }
            Step::HostDown { host, length } => self.hosts.down(host, length, now),
            Step::HostUp { host } => self.hosts.up(host, &self.tickets, now),
            Step::Wait(wait) => {
                self.is_asleep = true;
                ensure(!wait.is_zero(), || "a wait of no time".into())
            }
            Step::Full => {
                let count = self.in_flight;
                ensure(count >= self.settings.in_flight.get(), || {
                    format!("full with {count} in flight")
                })
            }
            Step::Idle => Ok(()),
        }
    }

    /// Whether every job has ended.
    pub(super) fn is_done(&self) -> bool {
        self.ended == self.jobs.len() && self.in_flight == 0
    }

    /// The most that was in it.
    pub(super) fn most(&self) -> Counts {
        self.most
    }

    /// Counts a channel among those of its host as it is now.
    fn refresh(&mut self, number: u32, now: Millis) {
        let channel = &mut self.channels[number as usize];
        let (lane, is_known) = (channel.ready_lane(now), channel.has_to_be_known(now));
        if !is_known {
            // The outbox forgets it.
            channel.backoffs = 0;
        }
        let known = i32::from(is_known) - i32::from(channel.is_known);
        if lane == channel.lane && known == 0 {
            return;
        }
        let (old, host) = (channel.lane, channel.host);
        (channel.lane, channel.is_known) = (lane, is_known);
        if let Some(old) = old {
            self.hosts.change(host, Some(old.into()), -1, 0, now);
        }
        self.hosts.change(host, lane.map(Into::into), 1, known, now);
    }
}
