use std::time::SystemTime;

use mpns_proto::service::{Incoming, Located};
use mpns_proto::{Content, Identifier, Limits, Warning};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::received_request::RequestMetadata;
use crate::serialize;

/// A notification that the service has accepted.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Accepted {
    #[serde(rename = "notification")]
    pub(crate) content: Content,
    #[serde(serialize_with = "serialize::optional", deserialize_with = "serialize::identifier")]
    pub(crate) message_id: Option<Identifier>,
    #[serde(serialize_with = "serialize::text", deserialize_with = "serialize::parse")]
    pub(crate) activity_id: Uuid,
    #[serde(serialize_with = "serialize::time", deserialize_with = "serialize::read_time")]
    pub(crate) received_at: SystemTime,
    #[serde(skip)]
    pub(crate) warnings: Vec<Located<Warning>>,
    #[serde(rename = "warnings")]
    pub(crate) warning_texts: Vec<String>,
}

impl Accepted {
    pub(crate) fn new(incoming: Incoming, metadata: &RequestMetadata) -> Self {
        Self {
            content: incoming.content,
            message_id: incoming.message_id,
            activity_id: metadata.activity_id,
            received_at: metadata.received_at,
            warning_texts: incoming.warnings.iter().map(ToString::to_string).collect(),
            warnings: incoming.warnings,
        }
    }
}

/// About how much memory a notification takes.
pub(crate) fn bytes(content: &Content) -> usize {
    let texts = content.check(&Limits::default()).unwrap_or(MAX_BYTES);
    texts.saturating_add(NOTIFICATION_BYTES)
}

/// More than a service accepts as a body.
const MAX_BYTES: usize = 4_096;
/// What a notification takes beside its texts.
const NOTIFICATION_BYTES: usize = 1_024;
