use std::time::{Duration, SystemTime};

use mpns_outbox::End;
use mpns_proto::{NoReply, Reply, Report};

use super::claim::Lease;

/// What is written of a claim, which ends its lease.
#[derive(Clone, Debug)]
pub(super) struct Settlement {
    pub(super) lease: Lease,
    pub(super) fate: Fate,
    /// How often the job was sent.
    pub(super) attempts: u16,
    /// Nothing is sent to the channel for this long.
    pub(super) hold: Option<Duration>,
    /// What is restored by `restore_backoffs`, if it has changed.
    pub(super) backoffs: Option<u8>,
    pub(super) sent: Option<Sent>,
}

/// What becomes of the job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It stays at the head of its channel.
    Stays,
    Ended(End),
    /// It cannot be built for this phone.
    Invalid,
}

impl Fate {
    /// The word in the results.
    pub(super) fn word(self) -> Option<&'static str> {
        match self {
            Self::Stays => None,
            Self::Ended(end) => Some(end.as_str()),
            Self::Invalid => Some("invalid"),
        }
    }
}

/// A request, and what it led to.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) at: SystemTime,
    pub(super) took: Duration,
    pub(super) result: Result<Reply, NoReply>,
}

impl Settlement {
    /// Of a job that was not sent: as if it had not been claimed.
    pub(super) fn unsent(lease: Lease, attempts: u16) -> Self {
        let attempts = attempts.saturating_sub(1);
        let (hold, backoffs, sent) = (None, None, None);
        Self { lease, fate: Fate::Stays, attempts, hold, backoffs, sent }
    }

    /// Of a job that ends without being sent.
    pub(super) fn ended_unsent(lease: Lease, attempts: u16, fate: Fate) -> Self {
        Self { fate, ..Self::unsent(lease, attempts) }
    }

    /// Whether the service said that the channel is gone.
    pub(super) fn is_channel_gone(&self) -> bool {
        self.fate == Fate::Ended(End::ChannelExpired)
    }
}

/// The JSON of what a request led to: a report, or an error.
pub(super) fn detail(result: &Result<Reply, NoReply>, now: SystemTime) -> Option<String> {
    match result {
        Ok(reply) => serde_json::to_string(&Report::new(reply, now)).ok(),
        Err(error) => serde_json::to_string(&serde_json::json!({
            "error": error.text,
            "errorKind": error.kind,
            "mayHaveBeenDelivered": error.may_have_been_delivered,
        }))
        .ok(),
    }
}
