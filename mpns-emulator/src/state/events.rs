use std::collections::VecDeque;

use crate::{DeviceName, Token};

/// What changed, newest last. Only the latest are kept.
#[derive(Debug)]
pub(crate) struct Events {
    next: u64,
    latest: VecDeque<(u64, Change)>,
}

/// What changed. How it is now is read when it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Channel(Token),
    ChannelClosed(Token),
    Device(DeviceName),
    DeviceRemoved(DeviceName),
    Request(u64),
    /// The number of the delivery.
    Delivery(Token, u64),
    Tiles(Token),
    /// The deliveries were forgotten.
    Cleared(Token),
    Clock,
    Answers,
    Faults,
    /// Everything has to be read anew.
    Reset,
}

impl Events {
    pub(crate) fn new() -> Self {
        Self { next: 1, latest: VecDeque::new() }
    }

    pub(crate) fn push(&mut self, change: Change) {
        self.latest.push_back((self.next, change));
        self.next = self.next.saturating_add(1);
        if self.latest.len() > CAPACITY {
            self.latest.pop_front();
        }
    }

    pub(crate) fn extend(&mut self, changes: impl IntoIterator<Item = Change>) {
        changes.into_iter().for_each(|change| self.push(change));
    }

    /// The number of the latest change; 0 before the first.
    pub(crate) fn last(&self) -> u64 {
        self.next.saturating_sub(1)
    }

    /// The changes after the one with this number; `None` if they are not all kept.
    pub(crate) fn after(&self, number: u64) -> Option<Vec<(u64, Change)>> {
        let first = self.latest.front().map_or(self.next, |(first, _)| *first);
        if number.saturating_add(1) < first || number >= self.next {
            return None;
        }
        let begin = self.latest.partition_point(|(event, _)| *event <= number);
        Some(self.latest.range(begin..).cloned().collect())
    }
}

const CAPACITY: usize = 4_096;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_known_from_a_number_on_or_not_at_all() {
        let mut events = Events::new();
        assert_eq!(events.after(0), Some(vec![]));
        assert_eq!(events.after(1), None, "of an earlier emulator");
        for _ in 0..=CAPACITY {
            events.push(Change::Clock);
        }
        let last = events.last();
        assert_eq!(events.after(last), Some(vec![]));
        assert_eq!(events.after(last - 1), Some(vec![(last, Change::Clock)]));
        assert_eq!(events.after(1).map(|all| all.len()), Some(CAPACITY));
        assert_eq!(events.after(0), None, "the first is forgotten");
    }
}
