use std::time::{Duration, SystemTime};

use mpns_outbox::Now;

use super::plan::{DAY, MINUTE, Millis};
use super::random::Random;

/// The two clocks of the sender. The calendar is wrong by years for a while, several times a day.
#[derive(Debug)]
pub(super) struct Calendar {
    /// When it jumps, and to how many milliseconds before or after the right time.
    jumps: Vec<(Millis, i64)>,
}

impl Calendar {
    pub(super) fn new(seed: u64) -> Self {
        let mut random = Random::of(seed, &[CALENDAR]);
        let mut jumps = Vec::new();
        let mut at = 0;
        while at < 2 * DAY {
            at += random.between(30 * MINUTE, 8 * 60 * MINUTE);
            let years = random.between(1, 20) as i64;
            let error = years * YEAR * if random.happens(500_000) { 1 } else { -1 };
            jumps.push((at, error));
            at += random.between(MINUTE, 60 * MINUTE);
            jumps.push((at, 0));
        }
        Self { jumps }
    }

    pub(super) fn now(&self, at: Millis) -> Now {
        let passed = self.jumps.partition_point(|(jump, _)| *jump <= at);
        let error = passed.checked_sub(1).map_or(0, |last| self.jumps[last].1);
        let wall = Self::right_time(at);
        let distance = Duration::from_millis(error.unsigned_abs());
        let wall = if error < 0 { wall - distance } else { wall + distance };
        Now { monotonic: Duration::from_millis(at), wall }
    }

    pub(super) fn right_time(at: Millis) -> SystemTime {
        SystemTime::UNIX_EPOCH + START + Duration::from_millis(at)
    }
}

const CALENDAR: u64 = 4;
const YEAR: i64 = 365 * DAY as i64;
/// In the year 2026.
const START: Duration = Duration::from_secs(1_780_000_000);
