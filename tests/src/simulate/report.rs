use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::jobs::JobRecord;
use super::sender::Counts;
use super::tally::Tally;
use crate::grouped::grouped;

/// The result of a day. `Display` is a table.
#[derive(Clone, Debug)]
pub struct Report {
    /// Jobs that were pushed.
    pub jobs: u64,
    /// Jobs that a newer tile has replaced or whose channel was cancelled: neither sender is judged by them.
    pub withdrawn: u64,
    /// Jobs of the rest that the service has accepted.
    pub delivered: u64,
    /// Jobs of the rest that the omniscient sender delivers.
    pub possible: u64,
    /// Jobs that were accepted more than once; each of them allows it.
    pub twice: u64,
    /// Requests in all.
    pub requests: u64,
    /// Requests that could not succeed when they were sent, by cause.
    pub waste: BTreeMap<&'static str, u64>,
    /// How the jobs ended.
    pub ends: BTreeMap<&'static str, u64>,
    /// How often there was no room for a job.
    pub full: u64,
    /// What went into the outbox and came out of it.
    pub calls: u64,
    /// The most jobs and channels that were in it.
    pub most: Counts,
    /// The most bytes that it took, if that was measured.
    pub bytes: Option<i64>,
    /// How long the simulation took, without the omniscient sender.
    pub time: Duration,
}

impl Report {
    pub(super) fn new(jobs: &[JobRecord], delivers: &[bool], tally: Tally) -> Self {
        let judged = || jobs.iter().zip(delivers).filter(|(job, _)| !job.is_withdrawn);
        let count = |count: usize| count as u64;
        Self {
            jobs: count(jobs.len()),
            withdrawn: count(jobs.iter().filter(|job| job.is_withdrawn).count()),
            delivered: count(judged().filter(|(job, _)| job.delivered > 0).count()),
            possible: count(judged().filter(|(_, is_delivered)| **is_delivered).count()),
            twice: count(jobs.iter().filter(|job| job.delivered > 1).count()),
            requests: tally.requests,
            waste: tally.waste.into_iter().map(|(waste, count)| (waste.name(), count)).collect(),
            ends: tally.ends,
            full: tally.full,
            calls: tally.calls,
            most: tally.most,
            bytes: tally.bytes,
            time: tally.time,
        }
    }

    /// How many requests were in vain.
    fn wasted(&self) -> u64 {
        self.waste.values().sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent =
            |part: u64, all: u64| format!("{:.2} %", 100.0 * part as f64 / all.max(1) as f64);
        let mut line = |name: &str, count: u64, note: &str| {
            writeln!(f, "{name:<44} {:>12}  {note}", grouped(&count.to_string()))
        };
        line("jobs", self.jobs, "")?;
        for (end, count) in &self.ends {
            line(&format!("  {end}"), *count, &percent(*count, self.jobs))?;
        }
        line("  not judged: replaced or cancelled", self.withdrawn, "")?;
        line("an omniscient sender delivers", self.possible, "")?;
        let share = percent(self.delivered, self.possible);
        line("delivered", self.delivered, &format!("{share} of that"))?;
        line("delivered twice, as allowed", self.twice, "")?;
        line("requests", self.requests, "")?;
        line("in vain", self.wasted(), &percent(self.wasted(), self.requests))?;
        for (cause, count) in &self.waste {
            line(&format!("  {cause}"), *count, &percent(*count, self.requests))?;
        }
        line("no room for a job", self.full, "")?;
        line("most jobs in the outbox", self.most.jobs as u64, "")?;
        line("most channels in the outbox", self.most.channels as u64, "")?;
        if let Some(bytes) = self.bytes {
            let each = bytes as u64 / self.most.jobs.max(self.most.channels).max(1) as u64;
            let note = format!("{each} for each job or channel, with its URI");
            line("most bytes of the outbox", bytes as u64, &note)?;
        }
        let seconds = self.time.as_secs_f64();
        let rate = (self.calls as f64 / seconds) as u64;
        let note = format!("{} a second, with the checks", grouped(&rate.to_string()));
        line("calls and events of the outbox", self.calls, &note)?;
        write!(f, "{:<44} {seconds:>12.1}", "seconds")
    }
}
