use std::collections::BTreeSet;

/// How many bytes are kept together, and by whom. When there are too many, the holder of the most forgets its oldest, so
/// that what many send to one channel costs no other channel what it has.
#[derive(Debug)]
pub(crate) struct Budget {
    limit: usize,
    /// What is forgotten by age.
    aging: usize,
    /// What stays until it is changed: settings, tiles, callbacks.
    lasting: usize,
    next: u64,
    /// The holders by their shares, which are rounded so that few charges change the order.
    shares: BTreeSet<(usize, Holder)>,
}

/// Who keeps something that is forgotten by age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Holder {
    /// The log of requests.
    Log,
    /// The channel with this number: its deliveries, and the notifications that wait.
    Channel(u64),
}

/// What one holder keeps.
#[derive(Debug)]
pub(crate) struct Share {
    holder: Holder,
    bytes: usize,
}

impl Share {
    pub(crate) fn new(holder: Holder) -> Self {
        Self { holder, bytes: 0 }
    }
}

/// What is charged for a thing that is kept. It has to be given back when the thing is forgotten.
#[derive(Debug)]
#[must_use]
pub(crate) struct Charge {
    /// Charges are numbered in order, so that a holder can find its oldest thing.
    pub(crate) number: u64,
    bytes: usize,
}

impl Budget {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, aging: 0, lasting: 0, next: 0, shares: BTreeSet::new() }
    }

    pub(crate) fn used(&self) -> usize {
        self.aging.saturating_add(self.lasting)
    }

    pub(crate) fn charge(&mut self, share: &mut Share, bytes: usize) -> Charge {
        let number = self.next;
        self.next = self.next.saturating_add(1);
        self.aging = self.aging.saturating_add(bytes);
        self.resize(share, share.bytes.saturating_add(bytes));
        Charge { number, bytes }
    }

    pub(crate) fn refund(&mut self, share: &mut Share, charge: Charge) {
        self.aging = self.aging.saturating_sub(charge.bytes);
        self.resize(share, share.bytes.saturating_sub(charge.bytes));
    }

    /// Charges what is not forgotten by age: settings, tiles, callbacks. `before` is given back.
    pub(crate) fn replace(&mut self, before: usize, bytes: usize) {
        self.lasting = self.lasting.saturating_sub(before).saturating_add(bytes);
    }

    /// Whether something that is not forgotten by age may grow to half of the budget. It may always shrink.
    pub(crate) fn allow(&self, before: usize, bytes: usize) -> Result<(), Full> {
        let after = self.lasting.saturating_sub(before).saturating_add(bytes);
        let limit = self.limit / 2;
        if bytes <= before || after <= limit { Ok(()) } else { Err(Full(limit)) }
    }

    /// Who has to forget its oldest thing, as long as too much is kept.
    pub(crate) fn excess(&self) -> Option<Holder> {
        if self.used() <= self.limit {
            return None;
        }
        self.shares.last().map(|(_, holder)| *holder)
    }

    fn resize(&mut self, share: &mut Share, bytes: usize) {
        let (before, after) = (rounded(share.bytes), rounded(bytes));
        share.bytes = bytes;
        if before == after {
            return;
        }
        self.shares.remove(&(before, share.holder));
        if after > 0 {
            self.shares.insert((after, share.holder));
        }
    }
}

/// The four highest bits of a number: at most an eighth less.
fn rounded(bytes: usize) -> usize {
    let low_bits = usize::BITS.saturating_sub(bytes.leading_zeros()).saturating_sub(4);
    bytes & (usize::MAX << low_bits)
}

/// There is no room for more that is not forgotten by age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("settings, tiles and callbacks would take more than {0} bytes together")]
pub(crate) struct Full(usize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_holder_of_the_most_forgets() {
        let mut budget = Budget::new(100);
        let (mut log, mut channel) = (Share::new(Holder::Log), Share::new(Holder::Channel(7)));
        let first = budget.charge(&mut log, 40);
        let second = budget.charge(&mut channel, 30);
        let third = budget.charge(&mut channel, 30);
        assert_eq!((budget.used(), budget.excess()), (100, None));
        let fourth = budget.charge(&mut log, 1);
        assert_eq!(budget.excess(), Some(Holder::Channel(7)));
        budget.refund(&mut channel, second);
        assert_eq!((budget.used(), budget.excess()), (71, None));
        assert_eq!(budget.allow(0, 51), Err(Full(50)));
        assert_eq!(budget.allow(0, 50), Ok(()), "what ages makes room");
        budget.replace(0, 50);
        assert_eq!(budget.allow(0, 1), Err(Full(50)));
        assert_eq!(budget.allow(40, 40), Ok(()));
        assert_eq!(budget.excess(), Some(Holder::Log));
        budget.refund(&mut log, first);
        budget.replace(50, 200);
        assert_eq!(budget.excess(), Some(Holder::Channel(7)));
        budget.refund(&mut channel, third);
        assert_eq!(budget.excess(), Some(Holder::Log));
        budget.refund(&mut log, fourth);
        assert_eq!((budget.used(), budget.excess()), (200, None), "nothing is left to forget");
        assert_eq!((budget.allow(200, 199), budget.allow(200, 201)), (Ok(()), Err(Full(50))));
    }

    #[test]
    fn shares_are_rounded_down_by_an_eighth_at_most() {
        for (bytes, compared) in [
            (0, 0),
            (15, 15),
            (17, 16),
            (1_023, 960),
            (1_024, 1_024),
            (usize::MAX, 15 << (usize::BITS - 4)),
        ] {
            assert_eq!(rounded(bytes), compared);
        }
    }
}
