use mpns_outbox::{Channel, End, Hold, HoldReason};
use mpns_proto::Notification;

use super::parcel::SendResult;

/// What has happened in a delivery.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event<K> {
    /// A job has ended: exactly one for each.
    Ended(Ended<K>),
    /// Nothing is sent to a channel for a while. To keep the rules after a restart, write it down before anything else
    /// that follows from the reply.
    Held(Held<K>),
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
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Ended<K> {
    /// The key of the job.
    pub key: K,
    /// What was sent, or was to be.
    pub notification: Notification,
    /// How it ended.
    pub end: End,
    /// How often it was sent.
    pub attempts: u16,
    /// What the last request led to, if one was sent.
    pub last: Option<SendResult>,
}

/// Why nothing is sent to a channel, and for how long.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Held<K> {
    /// The channel.
    pub channel: Channel,
    /// Why.
    pub reason: HoldReason,
    /// For how long.
    pub hold: Hold,
    /// How many replies or errors in a row asked for a longer wait each time: what
    /// [`Outbox::restore_backoffs`](mpns_outbox::Outbox::restore_backoffs) needs.
    pub backoffs: u8,
    /// The request that led to it, if one did.
    pub tried: Option<Tried<K>>,
}

/// A request after which its channel was held. Its job waits, unless its end follows.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Tried<K> {
    /// The key of the job.
    pub key: K,
    /// Which attempt it was, from 1.
    pub attempt: u16,
    /// What it led to.
    pub result: SendResult,
}

impl<K> Tried<K> {
    pub(super) const fn new(key: K, attempt: u16, result: SendResult) -> Self {
        Self { key, attempt, result }
    }
}
