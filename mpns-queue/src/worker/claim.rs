use std::num::NonZeroU16;
use std::time::{Duration, SystemTime};

use mpns_outbox::Job;
use mpns_proto::{BatchingInterval, ChannelUri, Notification};

/// A channel on which this worker has a lease, and the job at its head.
pub(super) struct Claim {
    pub(super) lease: Lease,
    pub(super) uri: ChannelUri,
    pub(super) host: i32,
    /// How often in a row the breaker of the host opened; 0 if it is up.
    pub(super) openings: u8,
    pub(super) backoffs: u8,
    pub(super) notification: Notification,
    pub(super) interval: BatchingInterval,
    /// How often it was sent, with the attempt for which it was claimed.
    pub(super) attempts: u16,
    pub(super) most_attempts: Option<NonZeroU16>,
    pub(super) may_show_twice: bool,
    /// What is left until its deadline.
    pub(super) deadline: Option<Duration>,
    /// The worker that had claimed it before did not say what became of it.
    pub(super) was_lost: bool,
    /// When the lease ends by this worker's own clock, as a time since its start.
    pub(super) ends: Duration,
}

/// The right to send the job at the head of a channel: the channel's row has this end, with this worker as the owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lease {
    pub(super) channel: i64,
    pub(super) until: SystemTime,
    pub(super) job: i64,
}

impl Claim {
    /// The job for an outbox, with what is left of its terms.
    pub(super) fn job(&self) -> Job<i64> {
        let mut job = Job::new(self.uri.clone(), self.lease.channel);
        job.interval = self.interval;
        job.deadline = self.deadline;
        job.attempts = self.attempts_left();
        job.may_show_twice = self.may_show_twice;
        job
    }

    /// How many attempts there may still be, with this one.
    fn attempts_left(&self) -> Option<NonZeroU16> {
        let before = self.attempts.saturating_sub(1);
        let left = |most: NonZeroU16| most.get().saturating_sub(before);
        // One that has none left ends after its last attempt, which is this one if it was lost.
        self.most_attempts.map(|most| NonZeroU16::new(left(most)).unwrap_or(NonZeroU16::MIN))
    }
}
