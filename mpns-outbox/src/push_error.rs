use std::fmt;

use crate::Job;

/// Why an outbox does not take a job. It comes back with the error.
#[derive(thiserror::Error)]
#[error("{reason}")]
#[non_exhaustive]
pub struct PushError<T> {
    /// The job.
    pub job: Job<T>,
    /// Why.
    pub reason: PushRefusal,
}

impl<T> fmt::Debug for PushError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PushError").field("reason", &self.reason).finish_non_exhaustive()
    }
}

/// Why an outbox does not take a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PushRefusal {
    /// There are as many jobs as [allowed](crate::Settings::jobs).
    #[error("the outbox has {limit} jobs, which is the limit")]
    Jobs {
        /// How many are allowed.
        limit: usize,
    },
    /// The channel is a new one, and there are as many as [allowed](crate::Settings::channels).
    #[error("the outbox knows {limit} channels, which is the limit")]
    Channels {
        /// How many are allowed.
        limit: usize,
    },
    /// The outbox [takes no more](crate::Outbox::drain).
    #[error("the outbox takes no more jobs")]
    Draining,
}
