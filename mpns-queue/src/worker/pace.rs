use std::time::Duration;

use tokio::time::Instant;

/// When to use the database again.
pub(super) struct Pace {
    wait: Duration,
    at: Instant,
}

impl Default for Pace {
    fn default() -> Self {
        Self { wait: FIRST, at: Instant::now() }
    }
}

impl Pace {
    pub(super) fn at(&self) -> Instant {
        self.at
    }

    pub(super) fn is_due(&self) -> bool {
        self.at <= Instant::now()
    }

    /// Something succeeded, and there is more to do.
    pub(super) fn now(&mut self) {
        self.after(Duration::ZERO);
    }

    /// Something succeeded, and there may be more to do later.
    pub(super) fn after(&mut self, wait: Duration) {
        self.wait = FIRST;
        self.at = later(wait);
    }

    /// Something failed: it is tried again, less and less often.
    pub(super) fn after_failure(&mut self) -> Instant {
        self.at = later(self.wait);
        self.wait = self.wait.saturating_mul(2).min(LONGEST);
        self.at
    }
}

fn later(wait: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(wait).unwrap_or(now)
}

const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(5);
