use std::fmt;
use std::time::Duration;

use crate::curves::Driver;
use crate::queue::cost::Cost;

/// What was run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// What only sends. The floor is among them.
    Driver(Driver),
    /// `mpns batch`.
    Batch,
    /// `mpns queue push`, which enqueues.
    Push,
    /// So many processes of `mpns queue work`.
    Workers(u64),
}

/// A run of a program. `Display` is a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// What was run.
    pub program: Program,
    /// How many jobs it had.
    pub jobs: u64,
    /// What that took.
    pub cost: Cost,
}

impl Row {
    /// Jobs a second.
    pub fn per_second(&self) -> f64 {
        self.jobs as f64 / self.cost.elapsed.as_secs_f64()
    }

    /// Microseconds of a job.
    pub fn per_job(&self, time: Duration) -> f64 {
        time.as_secs_f64() * 1e6 / self.jobs as f64
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Driver(driver) => f.write_str(driver.name()),
            Self::Batch => f.write_str("`mpns batch`"),
            Self::Push => f.write_str("`mpns queue push`"),
            Self::Workers(1) => f.write_str("1 worker"),
            Self::Workers(count) => write!(f, "{count} workers"),
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rate, cpu) = (self.per_second(), self.per_job(self.cost.program));
        write!(f, "{}: {rate:.0} jobs/s, {cpu:.1} µs a job", self.program)
    }
}
