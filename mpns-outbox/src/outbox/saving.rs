//! The state as a value that can be written down.

use std::collections::BTreeMap;

use super::Outbox;
use crate::Now;
use crate::saved::{Position, Saved, SavedChannel, SavedHost, SavedJob, SavedPlace};
use crate::table::{ChannelEntry, Id, JobEntry, Lane, Place, Sent};

/// The state as a value.
impl<T: Clone> Outbox<T> {
    /// The whole state, to be written down: the same for equal states. An outbox that is [restored](Self::restore) from
    /// it goes on as this one would, except that it does not [drain](Self::drain).
    pub fn save(&self, now: Now) -> Saved<T> {
        let positions = Positions::of(self);
        let sent: BTreeMap<u32, Sent> =
            self.in_flight.all().into_iter().map(|sent| (sent.job.number(), sent)).collect();
        let mut channels: BTreeMap<u32, Vec<SavedChannel<T>>> = BTreeMap::new();
        for (id, channel) in self.channels.table.entries() {
            let channels = channels.entry(channel.host.number()).or_default();
            channels.extend(self.save_channel(id, channel, &positions, &sent));
        }
        let hosts = self.hosts.table.entries().map(|(id, host)| {
            let mut channels = channels.remove(&id.number()).unwrap_or_default();
            channels.sort_by(|one, other| one.path.cmp(&other.path));
            SavedHost {
                origin: host.origin.clone(),
                breaker: host.breaker,
                probe: position(&positions.probes, id),
                turns: positions.turns.each_ref().map(|turns| position(turns, id)),
                channels,
            }
        });
        let mut hosts: Vec<_> = hosts.collect();
        hosts.sort_by(|one, other| one.origin.cmp(&other.origin));
        let ended = self.ended.ids(&self.jobs).filter_map(|id| self.jobs.get(id));
        Saved {
            at: now.wall,
            elapsed: self.clock.elapsed_at(now),
            next_ticket: self.in_flight.next(),
            hosts,
            ended: ended.map(|job| save_job(job, None)).collect(),
            events: self.events.iter().cloned().collect(),
        }
    }

    fn save_channel(
        &self,
        id: Id,
        channel: &ChannelEntry,
        positions: &Positions,
        sent: &BTreeMap<u32, Sent>,
    ) -> Option<SavedChannel<T>> {
        let save =
            |id: Id| self.jobs.get(id).map(|job| save_job(job, position(&positions.deadlines, id)));
        let place = match channel.place {
            Place::Nowhere => return None,
            Place::Ready(_) => SavedPlace::Ready(position(&positions.ready, id)?),
            Place::Timer(at) => SavedPlace::Timer(at, position(&positions.holds, id)?),
            Place::InFlight(job) => {
                let &Sent { ticket, is_probe, .. } = sent.get(&job.number())?;
                SavedPlace::InFlight { ticket, is_probe, job: save(job)? }
            }
        };
        Some(SavedChannel {
            path: channel.path.clone(),
            held_until: channel.held_until,
            backoffs: channel.backoffs,
            sent: channel.sent,
            budget_until: channel.budget_until,
            place,
            jobs: channel.jobs.ids(&self.jobs).filter_map(save).collect(),
        })
    }
}

fn save_job<T: Clone>(job: &JobEntry<T>, position: Option<Position>) -> SavedJob<T> {
    SavedJob { payload: job.payload.clone(), facts: job.facts.clone(), position }
}

/// The position of each entry in its list, by id.
struct Positions {
    turns: [BTreeMap<u32, Position>; 2],
    probes: BTreeMap<u32, Position>,
    ready: BTreeMap<u32, Position>,
    holds: BTreeMap<u32, Position>,
    deadlines: BTreeMap<u32, Position>,
}

impl Positions {
    fn of<T>(outbox: &Outbox<T>) -> Self {
        let channels = &outbox.channels.table;
        let hosts = outbox.hosts.table.entries();
        let lanes =
            hosts.flat_map(|(_, host)| Lane::ALL.map(|lane| host.ready_ids(lane, channels)));
        Self {
            turns: outbox.turns.each_ref().map(|turns| count(turns.iter().copied())),
            probes: count(outbox.probes.ids(&outbox.hosts.table)),
            ready: lanes.flat_map(count).collect(),
            holds: count(outbox.holds.ids(channels)),
            deadlines: count(outbox.deadlines.ids(&outbox.jobs)),
        }
    }
}

fn count(ids: impl Iterator<Item = Id>) -> BTreeMap<u32, Position> {
    ids.map(Id::number).zip(0..).collect()
}

fn position(positions: &BTreeMap<u32, Position>, id: Id) -> Option<Position> {
    positions.get(&id.number()).copied()
}
