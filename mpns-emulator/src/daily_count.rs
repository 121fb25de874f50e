use std::time::{Duration, SystemTime};

use crate::snapshot::DaySnapshot;

/// How many notifications of a channel were answered with `Received` in a day. The day begins with the
/// first of them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct DailyCount(Option<Day>);

#[derive(Clone, Copy, Debug)]
struct Day {
    begin: SystemTime,
    received: u32,
}

impl DailyCount {
    /// The number since the day began; 0 once the day is over.
    pub(crate) fn received(self, now: SystemTime) -> u32 {
        self.today(now).map_or(0, |day| day.received)
    }

    /// Counts one more.
    pub(crate) fn add(&mut self, now: SystemTime) {
        self.0 = Some(match self.today(now) {
            Some(Day { begin, received }) => Day { begin, received: received.saturating_add(1) },
            None => Day { begin: now, received: 1 },
        });
    }

    pub(crate) fn export(self) -> Option<DaySnapshot> {
        self.0.map(|Day { begin, received }| DaySnapshot { begin, received })
    }

    pub(crate) fn import(snapshot: Option<DaySnapshot>) -> Self {
        Self(snapshot.map(|DaySnapshot { begin, received }| Day { begin, received }))
    }

    /// The day, unless it is over. A clock that was set back does not begin a new day.
    fn today(self, now: SystemTime) -> Option<Day> {
        self.0.filter(|day| now.duration_since(day.begin).unwrap_or_default() < DAY)
    }
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
