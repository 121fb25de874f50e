//! When the file of the jobs is read, and how far it was.

use std::fs::File;
use std::io::{self, BufReader, Take};
use std::time::{Duration, Instant, SystemTime};

use mpns_outbox::Now;

use super::delivery::Delivery;
use super::jobs_file::JobsFile;
use crate::lines::Lines;

/// The jobs are read from first to last, and again when those are due that had to wait.
pub(super) struct Passes {
    jobs: JobsFile,
    lines: Option<Lines<BufReader<Take<File>>>>,
    begun: Instant,
    /// The next pass does not begin before, so that reading takes a small part of the time.
    not_before: Instant,
}

impl Passes {
    pub(super) fn new(jobs: JobsFile) -> io::Result<Self> {
        let (lines, now) = (Some(jobs.lines()?), Instant::now());
        Ok(Self { jobs, lines, begun: now, not_before: now })
    }

    /// Hands jobs over as long as there is room, but not for long. Returns after what time to call it again.
    pub(super) fn fill(&mut self, delivery: &mut Delivery, now: Now) -> io::Result<Duration> {
        if self.lines.is_none() {
            let wait = self.wait(delivery, now);
            if !wait.is_zero() {
                return Ok(wait);
            }
            (self.lines, self.begun) = (Some(self.jobs.lines()?), Instant::now());
        }
        let Some(lines) = &mut self.lines else { return Ok(Duration::MAX) };
        for _ in 0..AT_ONCE {
            if !delivery.has_room() {
                return Ok(Duration::MAX);
            }
            let Some(line) = lines.next()? else {
                self.lines = None;
                delivery.end_pass();
                let rest = self.begun.elapsed().saturating_mul(REST);
                self.not_before = Instant::now().checked_add(rest).unwrap_or(self.not_before);
                return Ok(self.wait(delivery, now));
            };
            delivery.take(line, now);
        }
        Ok(Duration::ZERO)
    }

    /// Whether every job was handed over that need not wait.
    pub(super) fn is_at_end(&self) -> bool {
        self.lines.is_none()
    }

    /// How long until the next pass.
    fn wait(&self, delivery: &Delivery, now: Now) -> Duration {
        let Some(due) = delivery.next_due() else { return Duration::MAX };
        let due = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(due));
        let wait = due.and_then(|due| due.duration_since(now.wall).ok()).unwrap_or_default();
        wait.max(self.not_before.saturating_duration_since(Instant::now()))
    }
}

/// How many lines are read before replies are looked at.
const AT_ONCE: usize = 500;
/// How many times as long as a pass the time after it is.
const REST: u32 = 9;
