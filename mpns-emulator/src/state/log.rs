use std::collections::VecDeque;
use std::sync::Arc;

use super::budget::{Budget, Charge, Holder, Share};
use crate::{Fate, LoggedRequest};

/// The newest requests, oldest first.
#[derive(Debug)]
pub(crate) struct Log {
    capacity: usize,
    next: u64,
    share: Share,
    entries: VecDeque<(Charge, Arc<LoggedRequest>)>,
}

impl Log {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity, next: 1, share: Share::new(Holder::Log), entries: VecDeque::new() }
    }

    /// The number of the next request.
    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    /// Counts requests from a number on that is not lower than those that were.
    pub(crate) fn go_on_from(&mut self, number: u64) {
        self.next = self.next.max(number);
    }

    /// Keeps a request, and forgets the oldest if there are too many.
    pub(crate) fn push(&mut self, request: LoggedRequest, budget: &mut Budget) {
        self.next = self.next.max(request.number.saturating_add(1));
        let charge = budget.charge(&mut self.share, request.bytes());
        self.entries.push_back((charge, Arc::new(request)));
        if self.entries.len() > self.capacity {
            self.forget_oldest(budget);
        }
    }

    pub(crate) fn forget_oldest(&mut self, budget: &mut Budget) {
        if let Some((charge, _)) = self.entries.pop_front() {
            budget.refund(&mut self.share, charge);
        }
    }

    pub(crate) fn clear(&mut self, budget: &mut Budget) {
        while !self.entries.is_empty() {
            self.forget_oldest(budget);
        }
    }

    /// Notes what happened to the notification of a request, if that is still kept.
    pub(crate) fn set_fate(&mut self, number: u64, fate: Fate) {
        if let Some(index) = self.position(number)
            && let Some((_, entry)) = self.entries.get_mut(index)
        {
            Arc::make_mut(entry).fate = Some(fate);
        }
    }

    pub(crate) fn get(&self, number: u64) -> Option<Arc<LoggedRequest>> {
        self.entries.get(self.position(number)?).map(|(_, entry)| Arc::clone(entry))
    }

    /// The requests after the one with this number.
    pub(crate) fn after(&self, number: u64) -> impl Iterator<Item = &Arc<LoggedRequest>> {
        let begin = self.entries.partition_point(|(_, entry)| entry.number <= number);
        self.entries.range(begin..).map(|(_, entry)| entry)
    }

    fn position(&self, number: u64) -> Option<usize> {
        self.entries.binary_search_by_key(&number, |(_, entry)| entry.number).ok()
    }
}
