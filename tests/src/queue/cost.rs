use std::time::{Duration, Instant};

use crate::process::Process;

/// What a run took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// From the start of the program to its end, or to the last result.
    pub elapsed: Duration,
    /// The processor time of the program, or of all workers.
    pub program: Duration,
    /// That of PostgreSQL with all its sessions, if the program used it.
    pub database: Option<Duration>,
    /// That of the service, if its process is known.
    pub service: Option<Duration>,
    /// The most memory of the program, or of one of the workers, in MiB.
    pub peak_mib: Option<f64>,
}

/// Measures a run, and what it costs others.
pub(super) struct Watch {
    start: Instant,
    database: Option<(Process, Duration)>,
    service: Option<(Process, Duration)>,
}

impl Watch {
    /// Starts measuring.
    pub(super) fn start(database: Option<Process>, service: Option<Process>) -> Self {
        let before = |process: Process| (process, process.time_with_children());
        Self { start: Instant::now(), database: database.map(before), service: service.map(before) }
    }

    /// The cost so far of a program that has taken this much.
    pub(super) fn cost(&self, program: Duration, peak_mib: Option<f64>) -> Cost {
        let since = |(process, before): (Process, Duration)| {
            process.time_with_children().saturating_sub(before)
        };
        Cost {
            elapsed: self.start.elapsed(),
            program,
            database: self.database.map(since),
            service: self.service.map(since),
            peak_mib,
        }
    }
}
