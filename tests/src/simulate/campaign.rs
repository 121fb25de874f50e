use std::collections::BTreeMap;

use super::jobs::{JobRecord, NEVER, NONE};
use super::plan::{DAY, HOUR, MINUTE, Millis, Plan};
use super::random::Random;

/// What is pushed during the day: several campaigns, each to a part of the channels.
#[derive(Debug)]
pub(super) struct Campaigns {
    plan: Plan,
    /// By the moment of their next jobs.
    all: BTreeMap<(Millis, u64), Campaign>,
}

#[derive(Clone, Copy, Debug)]
struct Campaign {
    number: u64,
    kind: Kind,
    /// How many channels it has looked at.
    done: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A toast to everyone.
    News,
    /// An update of the tile, which replaces the one before.
    Tile,
    /// A toast that soon is no news, and may be shown twice.
    Alert,
    /// A toast that has no deadline, and only so many attempts.
    Digest,
    /// A few channels get very many.
    Busy,
}

impl Campaigns {
    pub(super) fn new(plan: &Plan) -> Self {
        let mut random = Random::of(plan.seed, &[CAMPAIGN]);
        let mut all = BTreeMap::new();
        for (kind, first, every) in KINDS {
            let mut next = first;
            while next < DAY - MINUTE {
                if random.below(100) < plan.percent || kind == Kind::Digest {
                    let number = all.len() as u64;
                    all.insert((next, number), Campaign { number, kind, done: 0 });
                }
                next += every;
            }
        }
        Self { plan: *plan, all }
    }

    /// When the next jobs come.
    pub(super) fn next(&self) -> Option<Millis> {
        self.all.first_key_value().map(|((next, _), _)| *next)
    }

    /// The next job that is due, until `advance`.
    pub(super) fn due(&mut self, now: Millis) -> Option<JobRecord> {
        loop {
            let mut campaign = self.all.first_entry().filter(|it| it.key().0 <= now)?;
            while campaign.get().done < self.plan.channels {
                if let Some(job) = campaign.get().job(&self.plan, now) {
                    return Some(job);
                }
                campaign.get_mut().done += 1;
            }
            campaign.remove();
        }
    }

    /// The job that was due has been taken.
    pub(super) fn advance(&mut self, now: Millis) {
        let portion = self.plan.channels / PORTIONS + 1;
        let Some(mut campaign) = self.all.first_entry() else { return };
        campaign.get_mut().done += 1;
        if campaign.get().done % portion == 0 {
            self.postpone(now + 1);
        }
    }

    /// There was no room for it.
    pub(super) fn wait(&mut self, now: Millis) {
        self.postpone(now + PATIENCE);
    }

    fn postpone(&mut self, next: Millis) {
        if let Some((_, campaign)) = self.all.pop_first() {
            self.all.insert((next, campaign.number), campaign);
        }
    }
}

impl Campaign {
    /// The job for the channel that it has come to, if that is one of its channels.
    fn job(&self, plan: &Plan, now: Millis) -> Option<JobRecord> {
        let channel = (u64::from(self.done) * STRIDE + self.number) % u64::from(plan.channels);
        if self.kind == Kind::Busy && self.done > plan.channels / BUSY {
            return None;
        }
        let channel = if self.kind == Kind::Busy { u64::from(self.done) } else { channel };
        let mut random = Random::of(plan.seed, &[CAMPAIGN, self.number, channel]);
        let (in_a_million, deadline) = match self.kind {
            Kind::News => (1_000_000, Some(6 * HOUR)),
            Kind::Tile => (300_000, Some(DAY)),
            Kind::Alert => (50_000, Some(random.between(5 * MINUTE, 20 * MINUTE))),
            Kind::Digest => (500_000, None),
            Kind::Busy => (1_000_000, Some(4 * HOUR)),
        };
        random.happens(in_a_million).then_some(JobRecord {
            channel: channel as u32,
            pushed: now as u32,
            deadline: deadline.map_or(NEVER, |deadline| (now + deadline) as u32),
            next: NONE,
            attempts: 0,
            most_attempts: if self.kind == Kind::Digest { 6 } else { 0 },
            tile: u8::from(self.kind == Kind::Tile),
            is_immediate: !matches!(self.kind, Kind::Tile | Kind::Digest),
            may_show_twice: matches!(self.kind, Kind::Alert | Kind::Tile),
            has_ended: false,
            is_withdrawn: false,
            may_be_delivered: false,
            delivered: 0,
        })
    }
}

/// When each kind takes place first, and how often.
const KINDS: [(Kind, Millis, Millis); 5] = [
    (Kind::News, HOUR, 7 * HOUR),
    (Kind::Tile, HOUR / 2, 3 * HOUR),
    (Kind::Alert, HOUR / 3, HOUR),
    (Kind::Digest, 9 * HOUR - MINUTE, DAY),
    (Kind::Busy, MINUTE, 2 * MINUTE),
];
const CAMPAIGN: u64 = 8;
/// One channel of so many is busy.
const BUSY: u32 = 5_000;
/// A campaign pushes its jobs in so many milliseconds.
const PORTIONS: u32 = 20_000;
/// How long a campaign waits for room.
const PATIENCE: Millis = 2 * MINUTE;
/// The channels of a host do not follow each other.
const STRIDE: u64 = 7_919;
