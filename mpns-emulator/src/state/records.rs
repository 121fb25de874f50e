use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::SystemTime;

use mpns_proto::service::Callback;

use super::budget::Budget;
use super::events::Events;
use super::log::Log;
use crate::{Bounds, Token, Verdict};

/// What all channels write to: the budget, the log, the events, and what is to be done next.
#[derive(Debug)]
pub(crate) struct Records {
    pub(crate) budget: Budget,
    pub(crate) log: Log,
    pub(crate) events: Events,
    /// The times at which something that waits may have to go on.
    pub(crate) wakeups: BTreeSet<SystemTime>,
    /// The callbacks that have to be called.
    pub(crate) calls: Vec<(Token, Arc<Callback>)>,
    pub(crate) max_deliveries: usize,
    pub(crate) counts: Counts,
}

/// What happened since the start.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) deliveries: u64,
    pub(crate) verdicts: BTreeMap<Verdict, u64>,
}

impl Counts {
    pub(crate) fn count(&mut self, verdict: Verdict) {
        let count = self.verdicts.entry(verdict).or_default();
        *count = count.saturating_add(1);
    }
}

impl Records {
    pub(crate) fn new(bounds: &Bounds) -> Self {
        Self {
            budget: Budget::new(bounds.kept_bytes),
            log: Log::new(bounds.requests),
            events: Events::new(),
            wakeups: BTreeSet::new(),
            calls: Vec::new(),
            max_deliveries: bounds.deliveries,
            counts: Counts::default(),
        }
    }
}
