use std::time::SystemTime;

use mpns_proto::service::{Incoming, Located};
use mpns_proto::{Content, Identifier, Warning};
use serde::Serialize;
use uuid::Uuid;

use crate::received_request::RequestMetadata;
use crate::{Effect, serialize};

/// A notification that reached the phone, and what the phone did with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Delivery {
    /// How many deliveries the channel had with this one. The numbers go on after deliveries are forgotten.
    pub number: u64,
    /// The notification.
    pub notification: Content,
    /// The `X-MessageID` that the sender gave it.
    #[serde(serialize_with = "serialize::optional")]
    pub message_id: Option<Identifier>,
    /// The service's identifier of the exchange, which its answer carried as `ActivityId`.
    #[serde(serialize_with = "serialize::text")]
    pub activity_id: Uuid,
    /// When the service accepted it, by the clock of the emulator.
    #[serde(serialize_with = "serialize::time")]
    pub received_at: SystemTime,
    /// When the phone got it: later, if it had to wait until the phone was connected again, or for the end of its
    /// batching interval.
    #[serde(serialize_with = "serialize::time")]
    pub delivered_at: SystemTime,
    /// What the phone did with it.
    pub effect: Effect,
    /// What is odd about it. In JSON, a list of texts.
    #[serde(serialize_with = "serialize::texts")]
    pub warnings: Vec<Located<Warning>>,
}

impl Delivery {
    pub(crate) fn new(
        number: u64,
        incoming: Incoming,
        metadata: &RequestMetadata,
        delivered_at: SystemTime,
        effect: Effect,
    ) -> Self {
        Self {
            number,
            notification: incoming.content,
            message_id: incoming.message_id,
            activity_id: metadata.activity_id,
            received_at: metadata.received_at,
            delivered_at,
            effect,
            warnings: incoming.warnings,
        }
    }
}
