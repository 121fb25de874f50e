use std::time::SystemTime;

use mpns_proto::service::Located;
use mpns_proto::{Content, Identifier, Warning};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::accepted::{self, Accepted};
use crate::{Effect, serialize};

/// A notification that reached the phone, and what the phone did with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Delivery {
    /// How many deliveries the channel had with this one. The numbers go on after deliveries are forgotten.
    pub number: u64,
    /// The notification.
    pub notification: Content,
    /// The `X-MessageID` that the sender gave it.
    #[serde(serialize_with = "serialize::optional", deserialize_with = "serialize::identifier")]
    pub message_id: Option<Identifier>,
    /// The service's identifier of the exchange, which its answer carried as `ActivityId`.
    #[serde(serialize_with = "serialize::text", deserialize_with = "serialize::parse")]
    pub activity_id: Uuid,
    /// When the service accepted it, by the clock of the emulator.
    #[serde(serialize_with = "serialize::time", deserialize_with = "serialize::read_time")]
    pub received_at: SystemTime,
    /// When the phone got it: later, if it had to wait until the phone was connected again, or for the end of its
    /// batching interval.
    #[serde(serialize_with = "serialize::time", deserialize_with = "serialize::read_time")]
    pub delivered_at: SystemTime,
    /// What the phone did with it.
    pub effect: Effect,
    /// What is odd about it. In JSON, a list of texts, and so it is empty after an
    /// [import](crate::Emulator::import), from which only the texts are known.
    #[serde(skip)]
    pub warnings: Vec<Located<Warning>>,
    #[serde(rename = "warnings")]
    warning_texts: Vec<String>,
}

impl Delivery {
    pub(crate) fn new(
        number: u64,
        accepted: Accepted,
        delivered_at: SystemTime,
        effect: Effect,
    ) -> Self {
        let Accepted { content, message_id, activity_id, received_at, warnings, warning_texts } =
            accepted;
        Self {
            number,
            notification: content,
            message_id,
            activity_id,
            received_at,
            delivered_at,
            effect,
            warnings,
            warning_texts,
        }
    }

    /// About how much memory it takes.
    pub(crate) fn bytes(&self) -> usize {
        accepted::bytes(&self.notification)
    }
}
