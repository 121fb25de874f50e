use std::fmt;
use std::time::Duration;

use super::latencies::Percentiles;
use super::ledger::Counts;
use super::relations::{Growth, Relations};
use super::sample::Sample;
use crate::grouped::grouped;
use crate::queue::markdown;

/// What a soak has shown. `Display` is tables.
#[derive(Clone, Debug)]
pub struct Report {
    /// For how long jobs were enqueued.
    pub length: Duration,
    /// How many.
    pub enqueued: u64,
    /// The states in the meantime.
    pub samples: Vec<Sample>,
    /// What was wrong with jobs.
    pub counts: Counts,
    /// From the commit to the send, of the first and of the last third of the time.
    pub latencies: [Percentiles; 2],
}

impl Report {
    /// What is wrong.
    pub fn violations(&self) -> Vec<String> {
        let Counts { lost, unexpected, not_accepted } = self.counts;
        let counts =
            [("lost", lost), ("with a second result", unexpected), ("not accepted", not_accepted)];
        let counts = counts.into_iter().filter(|(_, count)| *count > 0);
        let counts = counts.map(|(name, count)| format!("{name}: {count}"));
        let growing = self.growths().into_iter().filter(|it| self.is_long() && it.is_growing());
        counts.chain(growing.map(|growth| format!("{} grows", growth.name))).collect()
    }

    /// Whether it took long enough for sizes to settle: results are deleted every minute.
    fn is_long(&self) -> bool {
        self.length >= LONG
    }

    fn growths(&self) -> Vec<Growth> {
        let seen: Vec<_> = self.samples.iter().map(|sample| &sample.relations).collect();
        Relations::growths(&seen)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rate = self.enqueued as f64 / self.length.as_secs_f64();
        let Counts { lost, unexpected, not_accepted } = self.counts;
        let [jobs, rate] = [self.enqueued.to_string(), format!("{rate:.0}")].map(|it| grouped(&it));
        write!(
            f,
            "{jobs} jobs, {rate} a second: {lost} lost, {unexpected} with a second result, "
        )?;
        writeln!(f, "{not_accepted} not accepted.\n")?;
        let titles = ["from commit to send, ms", "50 %", "99 %", "99.9 %", "most"];
        writeln!(f, "{}", markdown::head(&titles))?;
        for (name, it) in ["first third", "last third"].iter().zip(self.latencies) {
            let times = [it.half, it.of_100, it.of_1000, it.most];
            let times = times.map(|time| format!("{:.1}", time.as_secs_f64() * 1000.0));
            let cells: Vec<_> = [(*name).to_owned()].into_iter().chain(times).collect();
            writeln!(f, "{}", markdown::row(&cells))?;
        }
        let titles = ["most, MiB", "first third", "middle third", "last third", "growth"];
        writeln!(f, "\n{}", markdown::head(&titles))?;
        for growth in self.growths().iter().filter(|growth| !growth.is_tiny()) {
            let sizes = growth.thirds.map(|size| format!("{size:.2}"));
            let name = [format!("`{}`", growth.name)];
            let percent = [format!("{:.0} %", growth.percent())];
            let cells: Vec<_> = name.into_iter().chain(sizes).chain(percent).collect();
            writeln!(f, "{}", markdown::row(&cells))?;
        }
        if !self.is_long() {
            writeln!(f, "\ntoo short to say whether sizes are level")?;
        }
        Ok(())
    }
}

const LONG: Duration = Duration::from_secs(6 * 60);
