use std::collections::BTreeMap;

/// How many bytes are kept together, and by whom. The oldest are forgotten first.
#[derive(Debug)]
pub(crate) struct Budget {
    limit: usize,
    used: usize,
    next: u64,
    charges: BTreeMap<u64, Owner>,
}

/// Who keeps something. Each keeps its things in the order in which they were charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// The log of requests.
    Log,
    /// The deliveries of the channel with this number.
    Deliveries(u64),
    /// The notifications that wait in the channel with this number.
    Waiting(u64),
}

/// What is charged for a thing that is kept. It has to be given back when the thing is forgotten.
#[derive(Debug)]
#[must_use]
pub(crate) struct Charge {
    number: u64,
    bytes: usize,
}

impl Budget {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, used: 0, next: 0, charges: BTreeMap::new() }
    }

    pub(crate) fn used(&self) -> usize {
        self.used
    }

    pub(crate) fn charge(&mut self, owner: Owner, bytes: usize) -> Charge {
        let number = self.next;
        self.next = self.next.saturating_add(1);
        self.used = self.used.saturating_add(bytes);
        self.charges.insert(number, owner);
        Charge { number, bytes }
    }

    pub(crate) fn refund(&mut self, charge: Charge) {
        self.used = self.used.saturating_sub(charge.bytes);
        self.charges.remove(&charge.number);
    }

    /// Charges what is not forgotten by age: the settings of channels. `before` is given back.
    pub(crate) fn replace(&mut self, before: usize, bytes: usize) {
        self.used = self.used.saturating_sub(before).saturating_add(bytes);
    }

    /// Who has to forget the oldest thing, as long as too much is kept.
    pub(crate) fn excess(&self) -> Option<Owner> {
        if self.used <= self.limit {
            return None;
        }
        self.charges.first_key_value().map(|(_, owner)| *owner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_are_forgotten_first() {
        let mut budget = Budget::new(100);
        let first = budget.charge(Owner::Log, 40);
        let second = budget.charge(Owner::Deliveries(7), 60);
        assert_eq!((budget.used(), budget.excess()), (100, None));
        let third = budget.charge(Owner::Waiting(7), 1);
        assert_eq!(budget.excess(), Some(Owner::Log));
        budget.refund(first);
        assert_eq!((budget.used(), budget.excess()), (61, None));
        budget.replace(0, 50);
        assert_eq!(budget.excess(), Some(Owner::Deliveries(7)));
        budget.refund(second);
        budget.replace(50, 200);
        assert_eq!(budget.excess(), Some(Owner::Waiting(7)));
        budget.refund(third);
        assert_eq!((budget.used(), budget.excess()), (200, None), "nothing is left to forget");
    }
}
