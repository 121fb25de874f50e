use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use mpns_queue::{JobId, JobResult};
use tokio::time::sleep;

use super::latencies::{Latencies, Percentiles};

/// The jobs that have no result yet, and how long the others have taken.
#[derive(Default)]
pub(super) struct Ledger(Mutex<Pages>);

#[derive(Default)]
struct Pages {
    waiting: HashMap<JobId, Committed>,
    latencies: Latencies,
    counts: Counts,
}

/// When a job was committed.
#[derive(Clone, Copy)]
struct Committed {
    /// Since the load began.
    since: Duration,
    at: SystemTime,
}

/// What was wrong; zeros if nothing was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Jobs without a result.
    pub lost: u64,
    /// Results of jobs that had one or were never enqueued.
    pub unexpected: u64,
    /// Results other than `accepted`.
    pub not_accepted: u64,
}

impl Ledger {
    /// Notes jobs that are about to be committed: what a worker has to wait for, and the producer too.
    pub(super) fn commit(&self, jobs: &[JobId], since: Duration) {
        let committed = Committed { since, at: SystemTime::now() };
        self.pages().waiting.extend(jobs.iter().map(|job| (*job, committed)));
    }

    /// Notes a result.
    pub(super) fn end(&self, result: &JobResult) {
        let mut pages = self.pages();
        let Some(committed) = pages.waiting.remove(&result.job) else {
            pages.counts.unexpected += 1;
            return;
        };
        pages.counts.not_accepted += u64::from(result.result != "accepted");
        if let Some((sent, _)) = result.sent {
            let latency = sent.duration_since(committed.at).unwrap_or_default();
            pages.latencies.add(committed.since, latency);
        }
    }

    pub(super) async fn wait_until_empty(&self) {
        while !self.pages().waiting.is_empty() {
            sleep(LOOK).await;
        }
    }

    pub(super) fn counts(&self) -> Counts {
        let pages = self.pages();
        Counts { lost: pages.waiting.len() as u64, ..pages.counts }
    }

    /// The latencies of the jobs that were committed in the first and in the last third of this time.
    pub(super) fn first_and_last_third(&self, length: Duration) -> [Percentiles; 2] {
        let pages = self.pages();
        [Duration::ZERO..length / 3, length * 2 / 3..Duration::MAX]
            .map(|range| pages.latencies.percentiles(&range))
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const LOOK: Duration = Duration::from_millis(20);
