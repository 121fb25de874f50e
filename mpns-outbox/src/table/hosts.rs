use std::collections::BTreeMap;

#[cfg(feature = "serde")]
use super::channels::ChannelEntry;
use super::channels::InPlace;
use super::list::{Linked, Links};
use super::{Breaker, Id, Lane, List, Table};

/// A host with its channels.
pub(crate) struct HostEntry {
    /// What the URIs of its channels have before their path: `http://sn1.notify.live.net`.
    pub(crate) origin: Box<str>,
    /// How many channels it has.
    pub(crate) channels: u32,
    pub(crate) in_flight: u32,
    pub(crate) breaker: Breaker,
    lanes: [List<InPlace>; 2],
    /// Whether it is in the queue of hosts for each lane.
    in_turn: [bool; 2],
    by_probe: Links,
}

impl HostEntry {
    pub(crate) fn ready(&mut self, lane: Lane) -> &mut List<InPlace> {
        lane.of(&mut self.lanes)
    }

    #[cfg(feature = "serde")]
    pub(crate) fn ready_ids<'a>(
        &self,
        lane: Lane,
        table: &'a Table<ChannelEntry>,
    ) -> impl Iterator<Item = Id> + use<'a> {
        let [immediate, other] = &self.lanes;
        match lane {
            Lane::Immediate => immediate.ids(table),
            Lane::Other => other.ids(table),
        }
    }

    pub(crate) fn in_turn(&mut self, lane: Lane) -> &mut bool {
        lane.of(&mut self.in_turn)
    }

    /// Whether one more request may be sent to it.
    pub(crate) fn has_room(&self, limit: usize) -> bool {
        self.breaker.admits() && usize::try_from(self.in_flight).is_ok_and(|count| count < limit)
    }
}

/// The list of the hosts that are probed in the same second.
pub(crate) struct ByProbe;

impl Linked<ByProbe> for HostEntry {
    fn links(&self) -> Links {
        self.by_probe
    }

    fn links_mut(&mut self) -> &mut Links {
        &mut self.by_probe
    }
}

/// The hosts, found by origin.
pub(crate) struct Hosts {
    pub(crate) table: Table<HostEntry>,
    by_origin: BTreeMap<Box<str>, Id>,
}

impl Hosts {
    pub(crate) fn new() -> Self {
        Self { table: Table::new(), by_origin: BTreeMap::new() }
    }

    pub(crate) fn find(&self, origin: &str) -> Option<Id> {
        self.by_origin.get(origin).copied()
    }

    /// Adds a host that [`find`](Self::find) does not know; `None` if there is no id left.
    pub(crate) fn insert(&mut self, origin: &str) -> Option<Id> {
        let id = self.table.insert(HostEntry {
            origin: origin.into(),
            channels: 0,
            in_flight: 0,
            breaker: Breaker::CLOSED,
            lanes: [List::new(), List::new()],
            in_turn: [false; 2],
            by_probe: Links::NONE,
        })?;
        self.by_origin.insert(origin.into(), id);
        Some(id)
    }

    /// Removes a host of which nothing has to be remembered.
    pub(crate) fn forget_unused(&mut self, id: Id) {
        let is_unused = |host: &HostEntry| {
            host.channels == 0 && !host.breaker.is_open() && host.in_turn == [false; 2]
        };
        if self.table.get(id).is_some_and(is_unused)
            && let Some(host) = self.table.remove(id)
        {
            self.by_origin.remove(&host.origin);
        }
    }
}
