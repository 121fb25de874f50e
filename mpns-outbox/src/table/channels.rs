use std::hash::Hasher as _;

use hashbrown::HashTable;
use siphasher::sip::SipHasher13;

use super::list::{Linked, Links};
use super::{Id, InChannel, Lane, List, Table, Tick};

/// A channel that has jobs, is held, or is remembered for its daily budget.
pub(crate) struct ChannelEntry {
    pub(crate) host: Id,
    /// Path and query: the rest of the URI is the host's.
    pub(crate) path: Box<str>,
    hash: u32,
    /// The jobs that wait, in order. One that is in flight is not in it.
    pub(crate) jobs: List<InChannel>,
    /// How many of them are immediate.
    pub(crate) immediate: u32,
    pub(crate) place: Place,
    /// Nothing is sent before this second begins.
    pub(crate) held_until: Tick,
    /// How many replies in a row asked for a longer wait.
    pub(crate) backoffs: u8,
    /// How many notifications were sent on the day of the budget.
    pub(crate) sent: u16,
    /// The day of the budget ends when this second begins.
    pub(crate) budget_until: Tick,
    in_place: Links,
}

/// Where a channel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In no list. It is removed at the end of the call, unless it has got a place.
    Nowhere,
    /// Among the ready channels of its host.
    Ready(Lane),
    /// Among the timers, until the second.
    Timer(Tick),
    /// A request to it is in flight, for this job.
    InFlight(Id),
}

impl ChannelEntry {
    pub(crate) fn lane(&self) -> Lane {
        if self.immediate > 0 { Lane::Immediate } else { Lane::Other }
    }
}

/// The list of the channels that are ready, or of those that are due in the same second.
pub(crate) struct InPlace;

impl Linked<InPlace> for ChannelEntry {
    fn links(&self) -> Links {
        self.in_place
    }

    fn links_mut(&mut self) -> &mut Links {
        &mut self.in_place
    }
}

/// The channels, found by host and path.
pub(crate) struct Channels {
    pub(crate) table: Table<ChannelEntry>,
    by_hash: HashTable<Id>,
    hasher: SipHasher13,
}

impl Channels {
    pub(crate) fn new(seed: u128) -> Self {
        let hasher = SipHasher13::new_with_key(&seed.to_le_bytes());
        Self { table: Table::new(), by_hash: HashTable::new(), hasher }
    }

    pub(crate) fn find(&self, host: Id, path: &str) -> Option<Id> {
        let hash = self.hash(host, path);
        let is_it = |id: &Id| {
            self.table.get(*id).is_some_and(|entry| {
                entry.hash == hash && entry.host == host && *entry.path == *path
            })
        };
        self.by_hash.find(spread(hash), is_it).copied()
    }

    /// Adds a channel that [`find`](Self::find) does not know; `None` if there is no id left.
    pub(crate) fn insert(&mut self, host: Id, path: &str) -> Option<Id> {
        let hash = self.hash(host, path);
        let id = self.table.insert(ChannelEntry {
            host,
            path: path.into(),
            hash,
            jobs: List::new(),
            immediate: 0,
            place: Place::Nowhere,
            held_until: Tick::START,
            backoffs: 0,
            sent: 0,
            budget_until: Tick::START,
            in_place: Links::NONE,
        })?;
        let table = &self.table;
        let hash_of = |id: &Id| spread(table.get(*id).map_or(0, |entry| entry.hash));
        self.by_hash.insert_unique(spread(hash), id, hash_of);
        Some(id)
    }

    pub(crate) fn remove(&mut self, id: Id) -> Option<ChannelEntry> {
        let entry = self.table.remove(id)?;
        if let Ok(found) = self.by_hash.find_entry(spread(entry.hash), |other| *other == id) {
            found.remove();
        }
        Some(entry)
    }

    fn hash(&self, host: Id, path: &str) -> u32 {
        let mut hasher = self.hasher;
        hasher.write_u32(host.number());
        hasher.write(path.as_bytes());
        u32::try_from(hasher.finish() & u64::from(u32::MAX)).unwrap_or_default()
    }
}

/// The table of hashes looks at the lowest and at the highest bits.
fn spread(hash: u32) -> u64 {
    let hash = u64::from(hash);
    hash | hash.rotate_left(32)
}
