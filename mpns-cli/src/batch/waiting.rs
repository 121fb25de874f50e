use mpns_proto::{ChannelUri, Content, Notification};
use serde_json::Value;
use uuid::Uuid;

/// A job in the outbox.
pub(super) struct Waiting {
    pub(super) line: u64,
    pub(super) key: Value,
    pub(super) channel: ChannelUri,
    /// By which the channel is parked.
    pub(super) parked_as: u64,
    pub(super) notification: Notification,
    pub(super) content: Option<Content>,
    pub(super) with_content: bool,
    pub(super) message_id: Uuid,
    /// How often it was sent before it came into the outbox.
    pub(super) attempts_before: u16,
}
