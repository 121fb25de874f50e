use std::fmt;
use std::time::Duration;

use super::tally::Counts;

/// What the flood did.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The parts of the time, in order.
    pub minutes: Vec<Minute>,
}

/// What the good clients and the emulator did in a part of the time. `Display` is a row of [`Minute::TITLE`].
#[derive(Clone, Debug, Default)]
pub struct Minute {
    /// The time from the start to the end of this part.
    pub until: Duration,
    /// How many requests of good clients succeeded.
    pub good: usize,
    /// What was wrong with each that did not.
    pub losses: Vec<String>,
    /// The time that half of the good requests took at most.
    pub median: Duration,
    /// The time that 99 % of the good requests took at most.
    pub most: Duration,
    /// The most memory in MiB, if it is known.
    pub peak_mib: Option<f64>,
}

impl Report {
    /// Why the emulator has failed: requests were lost, or the memory grew in the second half of the time.
    pub fn failure(&self) -> Option<String> {
        self.loss().or_else(|| self.growth())
    }

    /// The requests of good clients that were lost, if any.
    pub fn loss(&self) -> Option<String> {
        let lost: usize = self.minutes.iter().map(|minute| minute.losses.len()).sum();
        if lost > 0 {
            let example = self.minutes.iter().find_map(|minute| minute.losses.first());
            return Some(format!("{lost} good requests were lost, such as: {}", example?));
        }
        let is_idle = self.minutes.iter().any(|minute| minute.good == 0);
        is_idle.then(|| "no good request was sent".to_owned())
    }

    fn growth(&self) -> Option<String> {
        let (first, second) = self.minutes.split_at(self.minutes.len() / 2);
        let peak = |minutes: &[Minute]| {
            minutes.iter().filter_map(|minute| minute.peak_mib).fold(0.0, f64::max)
        };
        let (before, after) = (peak(first), peak(second));
        (after > before * GROWTH + SLACK_MIB)
            .then(|| format!("the memory grew from {before:.1} to {after:.1} MiB"))
    }
}

impl Minute {
    /// The columns of its `Display`.
    pub const TITLE: &str = "  until s      good  lost   50 % ms   99 % ms  peak MiB";

    pub(super) fn new(until: Duration, counts: Counts, memory: &[f64]) -> Self {
        let Counts { mut times, losses } = counts;
        times.sort_unstable();
        let at = |percent: usize| {
            let last = times.len().saturating_sub(1);
            times.get(last * percent / 100).copied().unwrap_or_default()
        };
        Self {
            until,
            good: times.len(),
            losses,
            median: at(50),
            most: at(99),
            peak_mib: memory.iter().copied().reduce(f64::max),
        }
    }
}

impl fmt::Display for Minute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let until = self.until.as_secs_f64();
        let [median, most] = [self.median, self.most].map(|time| time.as_secs_f64() * 1000.0);
        let (good, lost) = (self.good, self.losses.len());
        let peak = self.peak_mib.map_or("?".to_owned(), |peak| format!("{peak:.1}"));
        write!(f, "{until:9.1} {good:9} {lost:5} {median:9.2} {most:9.2} {peak:>9}")
    }
}

/// The memory is flat if it grows by no more than a tenth, and what an allocator keeps.
const GROWTH: f64 = 1.1;
const SLACK_MIB: f64 = 8.0;

#[cfg(test)]
mod tests {
    use super::*;

    fn minute(good: usize, lost: usize, peak_mib: f64) -> Minute {
        let times = (1..=good).map(|number| Duration::from_millis(number as u64)).collect();
        let losses = vec!["no answer".to_owned(); lost];
        Minute::new(Duration::from_secs(60), Counts { times, losses }, &[1.0, peak_mib, 2.0])
    }

    #[test]
    fn a_lost_request_or_growing_memory_is_a_failure() {
        for (minutes, failure) in [
            (vec![minute(9, 0, 50.0), minute(9, 0, 50.0)], None),
            (vec![minute(9, 0, 50.0), minute(9, 0, 62.0)], None),
            (vec![minute(9, 0, 90.0), minute(9, 0, 50.0)], None),
            (
                vec![minute(9, 0, 50.0), minute(9, 0, 64.0)],
                Some("the memory grew from 50.0 to 64.0 MiB"),
            ),
            (
                vec![minute(9, 0, 50.0), minute(9, 2, 50.0)],
                Some("2 good requests were lost, such as: no answer"),
            ),
            (vec![minute(9, 0, 50.0), minute(0, 0, 50.0)], Some("no good request was sent")),
        ] {
            assert_eq!(Report { minutes }.failure().as_deref(), failure);
        }
    }

    #[test]
    fn a_row_has_what_the_title_says() {
        let row = minute(200, 1, 50.0).to_string();
        assert_eq!(row.len(), Minute::TITLE.len(), "{row}");
        let columns: Vec<_> = row.split_whitespace().collect();
        assert_eq!(columns, ["60.0", "200", "1", "100.00", "198.00", "50.0"]);
    }
}
