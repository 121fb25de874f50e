use mpns_proto::Outcome;

use crate::{Channel, End, Hold, Ticket};

/// What has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Event<T> {
    /// A job has ended, and is no longer in the outbox.
    Ended(Ended<T>),
    /// Nothing is sent to a channel for a while. To keep the rules after a restart, write it down before anything else
    /// that follows from the reply.
    Held(Held),
    /// A channel is gone: delete it from every store. The end of each of its jobs follows.
    ChannelExpired(Channel),
    /// The requests to a host failed, and nothing is sent to it for a while; then one request finds out whether it is
    /// back.
    HostDown {
        /// Scheme, host and port.
        origin: String,
        /// For how long.
        hold: Hold,
    },
    /// The host that was down is back.
    HostUp {
        /// Scheme, host and port.
        origin: String,
    },
}

/// The end of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Ended<T> {
    /// The payload of the job.
    pub payload: T,
    /// How it ended.
    pub end: End,
    /// How often it was sent.
    pub attempts: u16,
    /// The request whose reply or error ended it, if one did.
    pub ticket: Option<Ticket>,
}

/// Why nothing is sent to a channel, and for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Held {
    /// The channel.
    pub channel: Channel,
    /// Why.
    pub reason: HoldReason,
    /// For how long.
    pub hold: Hold,
    /// How many replies or errors in a row asked for a longer wait each time: what
    /// [`restore_backoffs`](crate::Outbox::restore_backoffs) needs.
    pub backoffs: u8,
    /// The request whose reply or error is the reason, if one is.
    pub ticket: Option<Ticket>,
}

/// Why nothing is sent to a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum HoldReason {
    /// A reply with this outcome.
    Reply(Outcome),
    /// There was no reply.
    NoReply,
    /// The [daily budget](crate::Settings::daily_budget) is spent.
    DailyBudget,
}
