use hashbrown::HashTable;

use super::Id;
use crate::Ticket;

/// A request that is in flight.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent {
    pub(crate) ticket: Ticket,
    pub(crate) job: Id,
    /// Whether it probes a host whose breaker is open.
    pub(crate) is_probe: bool,
}

/// The requests that are in flight, found by ticket.
pub(crate) struct InFlight {
    sent: HashTable<Sent>,
    next: Ticket,
}

impl InFlight {
    pub(crate) fn starting_with(next: Ticket) -> Self {
        Self { sent: HashTable::new(), next }
    }

    #[cfg(feature = "serde")]
    pub(crate) fn next(&self) -> Ticket {
        self.next
    }

    pub(crate) fn len(&self) -> usize {
        self.sent.len()
    }

    pub(crate) fn insert(&mut self, job: Id, is_probe: bool) -> Ticket {
        let ticket = self.next;
        self.next = ticket.next();
        self.put(Sent { ticket, job, is_probe });
        ticket
    }

    pub(crate) fn put(&mut self, sent: Sent) {
        self.sent.insert_unique(hash(sent.ticket), sent, |other| hash(other.ticket));
    }

    pub(crate) fn get(&self, ticket: Ticket) -> Option<Sent> {
        self.sent.find(hash(ticket), |sent| sent.ticket == ticket).copied()
    }

    pub(crate) fn remove(&mut self, ticket: Ticket) -> Option<Sent> {
        let found = self.sent.find_entry(hash(ticket), |sent| sent.ticket == ticket).ok()?;
        Some(found.remove().0)
    }

    /// All of them, the earliest first.
    pub(crate) fn all(&self) -> Vec<Sent> {
        let mut all: Vec<_> = self.sent.iter().copied().collect();
        all.sort_unstable_by_key(|sent| sent.ticket);
        all
    }
}

/// Numbers that follow each other, apart: the outbox chooses them, so no key is needed.
fn hash(ticket: Ticket) -> u64 {
    ticket.number().wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
