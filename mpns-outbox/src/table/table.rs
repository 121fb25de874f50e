use slab::Slab;

use super::Id;

/// Entries with an id each, which is used again after the entry has been removed.
pub(crate) struct Table<E>(Slab<E>);

impl<E> Table<E> {
    pub(crate) fn new() -> Self {
        Self(Slab::new())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    #[cfg(feature = "serde")]
    pub(crate) fn entries(&self) -> impl Iterator<Item = (Id, &E)> {
        self.0.iter().filter_map(|(place, entry)| Some((Id::new(place)?, entry)))
    }

    /// `None` if there is no id left.
    pub(crate) fn insert(&mut self, entry: E) -> Option<Id> {
        if self.0.len() == self.0.capacity() {
            self.0.reserve_exact(self.0.len().wrapping_shr(2).max(LEAST));
        }
        let vacant = self.0.vacant_entry();
        let id = Id::new(vacant.key())?;
        vacant.insert(entry);
        Some(id)
    }

    pub(crate) fn get(&self, id: Id) -> Option<&E> {
        self.0.get(id.place())
    }

    pub(crate) fn get_mut(&mut self, id: Id) -> Option<&mut E> {
        self.0.get_mut(id.place())
    }

    pub(crate) fn remove(&mut self, id: Id) -> Option<E> {
        self.0.try_remove(id.place())
    }
}

/// How many entries there is room for at first. Then it grows by a quarter, so that it is never half empty.
const LEAST: usize = 16;
