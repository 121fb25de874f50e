use std::collections::BTreeMap;

/// How many bytes are kept together, and by whom. The oldest are forgotten first.
#[derive(Debug)]
pub(crate) struct Budget {
    limit: usize,
    /// What is forgotten by age.
    aging: usize,
    /// What stays until it is changed: settings, tiles, callbacks.
    lasting: usize,
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
        Self { limit, aging: 0, lasting: 0, next: 0, charges: BTreeMap::new() }
    }

    pub(crate) fn used(&self) -> usize {
        self.aging.saturating_add(self.lasting)
    }

    pub(crate) fn charge(&mut self, owner: Owner, bytes: usize) -> Charge {
        let number = self.next;
        self.next = self.next.saturating_add(1);
        self.aging = self.aging.saturating_add(bytes);
        self.charges.insert(number, owner);
        Charge { number, bytes }
    }

    pub(crate) fn refund(&mut self, charge: Charge) {
        self.aging = self.aging.saturating_sub(charge.bytes);
        self.charges.remove(&charge.number);
    }

    /// Charges what is not forgotten by age: settings, tiles, callbacks. `before` is given back.
    pub(crate) fn replace(&mut self, before: usize, bytes: usize) {
        self.lasting = self.lasting.saturating_sub(before).saturating_add(bytes);
    }

    /// Whether something that is not forgotten by age may grow. It may always shrink.
    pub(crate) fn allow(&self, before: usize, bytes: usize) -> Result<(), Full> {
        let after = self.lasting.saturating_sub(before).saturating_add(bytes);
        if bytes <= before || after <= self.limit { Ok(()) } else { Err(Full(self.limit)) }
    }

    /// Who has to forget the oldest thing, as long as too much is kept.
    pub(crate) fn excess(&self) -> Option<Owner> {
        if self.used() <= self.limit {
            return None;
        }
        self.charges.first_key_value().map(|(_, owner)| *owner)
    }
}

/// There is no room for more that is not forgotten by age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("settings, tiles and callbacks would take more than {0} bytes together")]
pub(crate) struct Full(usize);

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
        assert_eq!(budget.allow(0, 101), Err(Full(100)));
        assert_eq!(budget.allow(0, 100), Ok(()), "what ages makes room");
        budget.replace(0, 50);
        assert_eq!(budget.allow(0, 51), Err(Full(100)));
        assert_eq!(budget.allow(50, 100), Ok(()));
        assert_eq!(budget.excess(), Some(Owner::Deliveries(7)));
        budget.refund(second);
        budget.replace(50, 200);
        assert_eq!(budget.excess(), Some(Owner::Waiting(7)));
        budget.refund(third);
        assert_eq!((budget.used(), budget.excess()), (200, None), "nothing is left to forget");
        assert_eq!((budget.allow(200, 199), budget.allow(200, 201)), (Ok(()), Err(Full(100))));
    }
}
