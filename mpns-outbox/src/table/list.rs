use std::marker::PhantomData;

use super::{Id, Table};

/// What an entry needs to be in a list of the sort `L`: it can be in one at a time.
pub(crate) trait Linked<L> {
    fn links(&self) -> Links;
    fn links_mut(&mut self) -> &mut Links;
}

/// The neighbours of an entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Links {
    before: Id,
    after: Id,
}

impl Links {
    pub(crate) const NONE: Self = Self { before: Id::NONE, after: Id::NONE };
}

/// An ordered list of entries, which is only two ids: the entries themselves have the links.
pub(crate) struct List<L> {
    first: Id,
    last: Id,
    sort: PhantomData<L>,
}

impl<L> List<L> {
    pub(crate) const fn new() -> Self {
        Self { first: Id::NONE, last: Id::NONE, sort: PhantomData }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.first == Id::NONE
    }

    pub(crate) fn first(&self) -> Option<Id> {
        self.first.some()
    }

    /// The entries in order.
    pub(crate) fn ids<'a, E: Linked<L>>(
        &self,
        table: &'a Table<E>,
    ) -> impl Iterator<Item = Id> + use<'a, L, E> {
        std::iter::successors(self.first(), |id| Self::after(table, *id))
    }

    /// The entry after this one.
    pub(crate) fn after<E: Linked<L>>(table: &Table<E>, id: Id) -> Option<Id> {
        table.get(id)?.links().after.some()
    }

    pub(crate) fn push_back<E: Linked<L>>(&mut self, table: &mut Table<E>, id: Id) {
        self.link(table, Links { before: self.last, after: Id::NONE }, id);
    }

    pub(crate) fn push_front<E: Linked<L>>(&mut self, table: &mut Table<E>, id: Id) {
        self.link(table, Links { before: Id::NONE, after: self.first }, id);
    }

    pub(crate) fn pop_front<E: Linked<L>>(&mut self, table: &mut Table<E>) -> Option<Id> {
        let id = self.first()?;
        self.remove(table, id);
        Some(id)
    }

    /// Takes out an entry of this list.
    pub(crate) fn remove<E: Linked<L>>(&mut self, table: &mut Table<E>, id: Id) {
        let Some(entry) = table.get_mut(id) else { return };
        let Links { before, after } = std::mem::replace(entry.links_mut(), Links::NONE);
        match table.get_mut(before) {
            Some(entry) => entry.links_mut().after = after,
            None => self.first = after,
        }
        match table.get_mut(after) {
            Some(entry) => entry.links_mut().before = before,
            None => self.last = before,
        }
    }

    fn link<E: Linked<L>>(&mut self, table: &mut Table<E>, links: Links, id: Id) {
        let Some(entry) = table.get_mut(id) else { return };
        *entry.links_mut() = links;
        match table.get_mut(links.before) {
            Some(entry) => entry.links_mut().after = id,
            None => self.first = id,
        }
        match table.get_mut(links.after) {
            Some(entry) => entry.links_mut().before = id,
            None => self.last = id,
        }
    }
}
