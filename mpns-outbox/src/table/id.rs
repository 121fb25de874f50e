/// The place of an entry in a [`Table`](super::Table), or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Id(u32);

impl Id {
    pub(crate) const NONE: Self = Self(u32::MAX);

    /// `None` if there are more entries than ids.
    pub(crate) fn new(place: usize) -> Option<Self> {
        u32::try_from(place).map(Self).ok().filter(|id| *id != Self::NONE)
    }

    pub(crate) fn place(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }

    pub(crate) fn number(self) -> u32 {
        self.0
    }

    pub(crate) fn some(self) -> Option<Self> {
        Some(self).filter(|id| *id != Self::NONE)
    }
}
