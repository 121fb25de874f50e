/// The number of a request that is in flight, by which its reply or error is handed in.
///
/// No two requests of an outbox have the same. One that is not in flight any more changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Ticket(u64);

impl Ticket {
    pub(crate) const FIRST: Self = Self(0);

    pub(crate) fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }

    /// The number.
    pub fn number(self) -> u64 {
        self.0
    }
}
