use super::Tick;

/// Whether a host is sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(crate) enum Breaker {
    /// It is. The last requests in a row failed, this many.
    Closed { failures: u8 },
    /// It is not, until the second.
    Open { until: Tick, openings: u8 },
    /// One request may be sent, to see whether the host is back.
    Waiting { openings: u8 },
    /// That request is in flight.
    Probing { openings: u8 },
}

impl Breaker {
    pub(crate) const CLOSED: Self = Self::Closed { failures: 0 };

    /// Whether it holds the host back, so that it has to be remembered.
    pub(crate) fn is_open(self) -> bool {
        matches!(self, Self::Open { .. })
    }

    /// Whether one more request may be sent.
    pub(crate) fn admits(self) -> bool {
        matches!(self, Self::Closed { .. } | Self::Waiting { .. })
    }

    /// A request is sent. Returns whether it is a probe.
    pub(crate) fn send(&mut self) -> bool {
        if let Self::Waiting { openings } = *self {
            *self = Self::Probing { openings };
            return true;
        }
        false
    }

    /// The time until which it was open has come.
    pub(crate) fn wait(&mut self) {
        if let Self::Open { openings, .. } = *self {
            *self = Self::Waiting { openings };
        }
    }

    /// A request said nothing of the host: if it was the probe, another one is needed.
    pub(crate) fn release(&mut self, is_probe: bool) {
        match *self {
            Self::Probing { openings } if is_probe => *self = Self::Waiting { openings },
            Self::Closed { .. }
            | Self::Open { .. }
            | Self::Waiting { .. }
            | Self::Probing { .. } => {}
        }
    }

    /// A request succeeded. Returns whether that closed it. What was sent before it opened proves nothing.
    pub(crate) fn succeed(&mut self, is_probe: bool) -> bool {
        match *self {
            Self::Closed { .. } => *self = Self::CLOSED,
            Self::Probing { .. } if is_probe => {
                *self = Self::CLOSED;
                return true;
            }
            Self::Open { .. } | Self::Waiting { .. } | Self::Probing { .. } => {}
        }
        false
    }

    /// A request failed. Returns how often in a row it has been opened, if that has to open it (again).
    pub(crate) fn fail(&mut self, is_probe: bool, most_failures: u8) -> Option<u8> {
        match *self {
            Self::Closed { failures } => {
                let failures = failures.saturating_add(1);
                *self = Self::Closed { failures };
                (failures >= most_failures).then_some(1)
            }
            Self::Probing { openings } if is_probe => Some(openings.saturating_add(1)),
            Self::Open { .. } | Self::Waiting { .. } | Self::Probing { .. } => None,
        }
    }
}
