use std::collections::BTreeMap;

use super::list::{Linked, List};
use super::{Id, Table, Tick};

/// What is due when: a list of entries for each second.
pub(crate) struct Timers<L> {
    lists: BTreeMap<Tick, List<L>>,
    /// The earliest second of `lists`, so that asking for it costs nothing.
    next: Tick,
    len: usize,
}

impl<L> Timers<L> {
    pub(crate) const fn new() -> Self {
        Self { lists: BTreeMap::new(), next: Tick::NEVER, len: 0 }
    }

    /// The next second at which something is due, or [`Tick::NEVER`].
    pub(crate) fn next(&self) -> Tick {
        self.next
    }

    /// How many entries there are.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn insert<E: Linked<L>>(&mut self, table: &mut Table<E>, at: Tick, id: Id) {
        self.lists.entry(at).or_insert_with(List::new).push_back(table, id);
        self.next = self.next.min(at);
        self.len = self.len.saturating_add(1);
    }

    /// Takes out an entry that was inserted for this second.
    pub(crate) fn remove<E: Linked<L>>(&mut self, table: &mut Table<E>, at: Tick, id: Id) {
        let Some(list) = self.lists.get_mut(&at) else { return };
        list.remove(table, id);
        self.len = self.len.saturating_sub(1);
        self.forget_empty(at);
    }

    /// The first entry that is due.
    pub(crate) fn pop_due<E: Linked<L>>(&mut self, table: &mut Table<E>, now: Tick) -> Option<Id> {
        let at = Some(self.next).filter(|next| *next <= now)?;
        let id = self.lists.get_mut(&at)?.pop_front(table);
        self.len = self.len.saturating_sub(id.is_some().into());
        self.forget_empty(at);
        id
    }

    /// The entries, the earliest first.
    #[cfg(feature = "serde")]
    pub(crate) fn ids<'a, E: Linked<L>>(&'a self, table: &'a Table<E>) -> impl Iterator<Item = Id> {
        self.lists.values().flat_map(|list| list.ids(table))
    }

    fn forget_empty(&mut self, at: Tick) {
        if self.lists.get(&at).is_some_and(List::is_empty) {
            self.lists.remove(&at);
            self.next = self.lists.first_key_value().map_or(Tick::NEVER, |(first, _)| *first);
        }
    }
}
