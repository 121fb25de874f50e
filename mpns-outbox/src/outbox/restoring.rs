//! An outbox from its saved state, which may come from anywhere.

use super::Outbox;
use crate::saved::{Position, Saved, SavedChannel, SavedHost, SavedJob, SavedPlace};
use crate::table::{Breaker, Clock, Id, InFlight, JobEntry, Lane, List, Place, Sent, Tick};
use crate::{Event, Now, Settings};

/// From a saved state.
impl<T> Outbox<T> {
    /// An outbox in this state. The time since it was saved has passed for it, by the calendar; if that went back
    /// meanwhile, none has.
    ///
    /// The settings are new ones, and may differ. What is beyond their bounds is kept, and nothing more is taken. What
    /// cannot be in any state, such as the same channel twice, is left out.
    pub fn restore(settings: Settings, seed: u128, saved: Saved<T>, now: Now) -> Self {
        let passed = now.wall.duration_since(saved.at).unwrap_or_default();
        let mut outbox = Self::new(settings, seed);
        outbox.clock = Clock::at(saved.elapsed.saturating_add(passed));
        outbox.clock.advance(now);
        outbox.in_flight = InFlight::starting_with(saved.next_ticket);
        let mut order = Order::default();
        for host in saved.hosts {
            outbox.restore_host(host, &mut order);
        }
        for job in saved.ended {
            if let Some(id) = outbox.jobs.insert(entry(job, Id::NONE)) {
                outbox.ended.push_back(&mut outbox.jobs, id);
            }
        }
        outbox.ends = saved.events.iter().filter(|event| matches!(event, Event::Ended(_))).count();
        outbox.events.extend(saved.events);
        outbox.restore_order(order);
        outbox
    }

    fn restore_host(&mut self, saved: SavedHost<T>, order: &mut Order) {
        if self.hosts.find(&saved.origin).is_some() {
            return;
        }
        let Some(id) = self.hosts.insert(&saved.origin) else { return };
        for channel in saved.channels {
            self.restore_channel(id, channel, order);
        }
        if let Some(host) = self.hosts.table.get_mut(id) {
            host.breaker = match saved.breaker {
                Breaker::Probing { openings } if !order.probed.contains(&id) => {
                    Breaker::Waiting { openings }
                }
                breaker => breaker,
            };
            if let Breaker::Open { until, .. } = host.breaker {
                order.probes.push((saved.probe.unwrap_or_default(), until, id));
            }
        }
        for (lane, position) in Lane::ALL.into_iter().zip(saved.turns) {
            order.turns.extend(position.map(|position| (position, lane, id)));
        }
        order.hosts.push(id);
    }

    fn restore_channel(&mut self, host: Id, saved: SavedChannel<T>, order: &mut Order) {
        if self.channels.find(host, &saved.path).is_some() {
            return;
        }
        let Some(id) = self.insert_channel(host, &saved.path) else { return };
        if let Some(channel) = self.channels.table.get_mut(id) {
            channel.held_until = saved.held_until;
            channel.backoffs = saved.backoffs;
            channel.sent = saved.sent;
            channel.budget_until = saved.budget_until;
        }
        for job in saved.jobs {
            let position = job.position;
            let Some(job) = self.jobs.insert(entry(job, id)) else { return };
            self.enqueue_untimed(job, List::push_back);
            order.deadlines.push((position.unwrap_or_default(), job));
        }
        match saved.place {
            SavedPlace::Ready(position) => order.ready.push((position, id)),
            SavedPlace::Timer(at, position) => order.holds.push((position, at, id)),
            SavedPlace::InFlight { ticket, is_probe, job } => {
                let Some(job) = self.jobs.insert(entry(job, id)) else { return };
                if self.in_flight.get(ticket).is_some() {
                    self.jobs.remove(job);
                    order.ready.push((0, id));
                    return;
                }
                self.in_flight.put(Sent { ticket, job, is_probe });
                if let Some(channel) = self.channels.table.get_mut(id) {
                    channel.place = Place::InFlight(job);
                }
                if let Some(host) = self.hosts.table.get_mut(host) {
                    host.in_flight = host.in_flight.saturating_add(1);
                }
                order.probed.extend(is_probe.then_some(host));
            }
        }
    }

    /// Puts everything in the lists, in the order in which it was there.
    fn restore_order(&mut self, mut order: Order) {
        order.deadlines.sort_by_key(|(position, _)| *position);
        for (_, job) in order.deadlines {
            self.time(job);
        }
        order.probes.sort_by_key(|(position, ..)| *position);
        for (_, until, host) in order.probes {
            self.probes.insert(&mut self.hosts.table, until, host);
        }
        order.turns.sort_by_key(|(position, ..)| *position);
        order.ready.sort_by_key(|(position, _)| *position);
        for (_, id) in &order.ready {
            self.make_ready(*id);
        }
        for (_, lane, id) in order.turns {
            self.restore_turn(lane, id);
        }
        order.holds.sort_by_key(|(position, ..)| *position);
        for (_, at, id) in order.holds {
            self.restore_timer(id, at);
        }
        for host in order.hosts {
            self.offer_turn(host);
            self.hosts.forget_unused(host);
        }
    }

    fn make_ready(&mut self, id: Id) {
        let now = self.clock.tick();
        let Some(channel) = self.channels.table.get_mut(id) else { return };
        let (lane, host) = (channel.lane(), channel.host);
        if channel.place != Place::Nowhere || channel.jobs.is_empty() || channel.held_until > now {
            return self.settle(id);
        }
        channel.place = Place::Ready(lane);
        if let Some(host) = self.hosts.table.get_mut(host) {
            host.ready(lane).push_back(&mut self.channels.table, id);
        }
    }

    fn restore_turn(&mut self, lane: Lane, id: Id) {
        let Some(host) = self.hosts.table.get_mut(id) else { return };
        if !std::mem::replace(host.in_turn(lane), true) {
            lane.of(&mut self.turns).push_back(id);
        }
    }

    /// A channel that is due may not have been looked at yet.
    fn restore_timer(&mut self, id: Id, at: Tick) {
        let Some(channel) = self.channels.table.get_mut(id) else { return };
        if channel.place != Place::Nowhere || at < channel.held_until {
            return self.settle(id);
        }
        channel.place = Place::Timer(at);
        self.holds.insert(&mut self.channels.table, at, id);
    }
}

fn entry<T>(saved: SavedJob<T>, channel: Id) -> JobEntry<T> {
    JobEntry::new(saved.payload, channel, saved.facts)
}

/// What has to be put in order.
#[derive(Default)]
struct Order {
    hosts: Vec<Id>,
    probed: Vec<Id>,
    turns: Vec<(Position, Lane, Id)>,
    probes: Vec<(Position, Tick, Id)>,
    ready: Vec<(Position, Id)>,
    holds: Vec<(Position, Tick, Id)>,
    deadlines: Vec<(Position, Id)>,
}
