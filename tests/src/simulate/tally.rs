use std::collections::BTreeMap;
use std::time::Duration;

use mpns_outbox::End;

use super::sender::Counts;
use super::world::Waste;

/// What is counted.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    /// What went into the outbox and came out of it: jobs, answers, requests, events, and rests.
    pub(super) calls: u64,
    pub(super) requests: u64,
    /// Requests in vain.
    pub(super) waste: BTreeMap<Waste, u64>,
    pub(super) ends: BTreeMap<&'static str, u64>,
    /// How often a campaign had to wait for room.
    pub(super) full: u64,
    pub(super) most: Counts,
    /// The most bytes that the outbox took, if that was measured.
    pub(super) bytes: Option<i64>,
    pub(super) time: Duration,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            calls: 0,
            requests: 0,
            waste: BTreeMap::new(),
            ends: BTreeMap::new(),
            full: 0,
            most: Counts { jobs: 0, in_flight: 0, channels: 0, hosts: 0 },
            bytes: None,
            time: Duration::ZERO,
        }
    }
}

impl Tally {
    pub(super) fn request(&mut self, waste: Option<Waste>) {
        self.requests += 1;
        if let Some(waste) = waste {
            *self.waste.entry(waste).or_default() += 1;
        }
    }

    pub(super) fn end(&mut self, end: End) {
        *self.ends.entry(end.as_str()).or_default() += 1;
    }
}
