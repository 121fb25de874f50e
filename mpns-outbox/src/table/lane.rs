/// Which of the ready channels go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Those with an immediate notification.
    Immediate,
    /// The others.
    Other,
}

impl Lane {
    pub(crate) const ALL: [Self; 2] = [Self::Immediate, Self::Other];

    /// What there is for this lane, of a pair.
    pub(crate) fn of<V>(self, pair: &mut [V; 2]) -> &mut V {
        let [immediate, other] = pair;
        match self {
            Self::Immediate => immediate,
            Self::Other => other,
        }
    }
}
