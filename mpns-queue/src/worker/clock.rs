use std::time::{Duration, SystemTime};

use mpns_outbox::Now;
use tokio::time::Instant;

/// A worker's own clock, and the calendar of the database: what machines have as theirs does not count.
pub(super) struct Clock {
    started: Instant,
    calendar: Option<(Duration, SystemTime)>,
}

impl Clock {
    pub(super) fn new() -> Self {
        Self { started: Instant::now(), calendar: None }
    }

    /// The database had this time within the last moments, since `began`.
    pub(super) fn set(&mut self, began: Duration, time: SystemTime) {
        self.calendar = Some((began, time));
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    pub(super) fn now(&self) -> Now {
        let monotonic = self.elapsed();
        let of_database = self
            .calendar
            .and_then(|(began, time)| time.checked_add(monotonic.saturating_sub(began)));
        Now { monotonic, wall: of_database.unwrap_or_else(SystemTime::now) }
    }

    /// The instant at this time since the start.
    pub(super) fn instant(&self, elapsed: Duration) -> Instant {
        self.started.checked_add(elapsed).unwrap_or(self.started)
    }
}
