use std::time::{Duration, SystemTime};

/// How long nothing may be sent to a channel or a host, in a form that can be written down.
///
/// By the calendar, since that is the only clock that survives the end of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Hold {
    /// When it began.
    pub since: SystemTime,
    /// How long it lasts.
    pub length: Duration,
}

impl Hold {
    /// When it ends, by the calendar.
    pub fn end(&self) -> SystemTime {
        self.since.checked_add(self.length).unwrap_or(self.since)
    }

    /// What is left of it: never more than its whole length, even if the calendar has jumped to before it began.
    pub fn remaining(&self, wall: SystemTime) -> Duration {
        let passed = wall.duration_since(self.since).unwrap_or_default();
        self.length.saturating_sub(passed)
    }
}
