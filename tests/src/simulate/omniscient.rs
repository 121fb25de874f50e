//! A sender that knows when every phone and the service are in reach.
//!
//! It sends each job at the first moment at which that succeeds, so it needs one request for each, and no connection of its
//! own breaks. It keeps to what does not depend on knowledge: a job is sent after it was pushed and before its deadline, one
//! request at a time to a channel, in order, no more in flight than allowed, no more than the service accepts a day. What is
//! most urgent is sent first.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use super::jobs::{JobRecord, NONE};
use super::plan::{Millis, Plan};
use super::world::{World, host_of, is_refused};

/// Which of the jobs it delivers. What has been withdrawn from the other is not sent.
pub(super) fn delivers(plan: &Plan, jobs: &[JobRecord]) -> Vec<bool> {
    let mut sender = Omniscient::new(plan, jobs);
    sender.day();
    sender.delivered
}

struct Omniscient<'a> {
    plan: &'a Plan,
    jobs: &'a [JobRecord],
    delivered: Vec<bool>,
    world: World,
    /// The job that each channel has come to.
    heads: Vec<u32>,
    /// When something happens to a channel: a request ends, a job can be sent.
    moments: BinaryHeap<Reverse<(Millis, u32, Moment)>>,
    hosts: Vec<Host>,
    /// The hosts with room and something to send, by urgency.
    turns: BTreeSet<(u32, u16)>,
    in_flight: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    Landed,
    Open,
}

#[derive(Default)]
struct Host {
    in_flight: usize,
    /// Channels that can be sent to now, by the deadline of their jobs.
    ready: BinaryHeap<Reverse<(u32, u32)>>,
    turn: Option<u32>,
}

impl<'a> Omniscient<'a> {
    fn new(plan: &'a Plan, jobs: &'a [JobRecord]) -> Self {
        let mut heads = vec![NONE; plan.channels as usize];
        for (job, key) in jobs.iter().zip(0..) {
            let head = &mut heads[job.channel as usize];
            *head = (*head).min(key);
        }
        let mut this = Self {
            plan,
            jobs,
            delivered: vec![false; jobs.len()],
            world: World::new(plan),
            heads,
            moments: BinaryHeap::new(),
            hosts: (0..plan.hosts).map(|_| Host::default()).collect(),
            turns: BTreeSet::new(),
            in_flight: 0,
        };
        for channel in 0..plan.channels {
            this.look_ahead(channel, 0);
        }
        this
    }

    fn day(&mut self) {
        while let Some(Reverse((now, channel, moment))) = self.moments.pop() {
            let host = host_of(self.plan, channel);
            match moment {
                Moment::Landed => {
                    self.in_flight -= 1;
                    self.hosts[usize::from(host)].in_flight -= 1;
                    self.look_ahead(channel, now);
                }
                Moment::Open => {
                    let deadline = self.jobs[self.heads[channel as usize] as usize].deadline;
                    self.hosts[usize::from(host)].ready.push(Reverse((deadline, channel)));
                }
            }
            self.offer_turn(host);
            self.send(now);
        }
    }

    /// Notes when the next job of a channel that can be delivered can be sent.
    fn look_ahead(&mut self, channel: u32, now: Millis) {
        loop {
            let key = self.heads[channel as usize];
            let Some(job) = self.jobs.get(key as usize) else { return };
            let open = self.world.next_open(channel, now.max(job.pushed.into()));
            let is_possible =
                !job.is_withdrawn && !is_refused(self.plan, key) && self.world.has_budget(channel);
            if let Some(open) = open.filter(|open| is_possible && !job.is_too_late(*open)) {
                self.moments.push(Reverse((open, channel, Moment::Open)));
                return;
            }
            self.heads[channel as usize] = job.next;
        }
    }

    fn send(&mut self, now: Millis) {
        while self.in_flight < self.plan.settings.in_flight.get()
            && let Some((_, host)) = self.turns.pop_first()
        {
            let entry = &mut self.hosts[usize::from(host)];
            entry.turn = None;
            if let Some(Reverse((_, channel))) = entry.ready.pop() {
                self.send_to(host, channel, now);
            }
            self.offer_turn(host);
        }
    }

    fn send_to(&mut self, host: u16, channel: u32, now: Millis) {
        let key = self.heads[channel as usize];
        let job = &self.jobs[key as usize];
        if job.is_too_late(now) || self.world.next_open(channel, now) != Some(now) {
            return self.look_ahead(channel, now);
        }
        self.delivered[key as usize] = true;
        self.world.count(channel);
        self.heads[channel as usize] = job.next;
        self.in_flight += 1;
        self.hosts[usize::from(host)].in_flight += 1;
        let landed = now + self.world.latency(channel, key);
        self.moments.push(Reverse((landed, channel, Moment::Landed)));
    }

    fn offer_turn(&mut self, host: u16) {
        let entry = &mut self.hosts[usize::from(host)];
        let has_room = entry.in_flight < self.plan.settings.in_flight_per_host.get();
        let turn = entry.ready.peek().map(|Reverse((deadline, _))| *deadline).filter(|_| has_room);
        if turn != entry.turn {
            if let Some(old) = entry.turn {
                self.turns.remove(&(old, host));
            }
            self.turns.extend(turn.map(|turn| (turn, host)));
            entry.turn = turn;
        }
    }
}
