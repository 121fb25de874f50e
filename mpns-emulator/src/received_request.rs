use std::time::SystemTime;

use http::Request;
use mpns_proto::service::Refusal;
use mpns_proto::{Identifier, Reply, header};
use uuid::Uuid;

/// A request to a channel, read without regard to the state of the channel.
#[derive(Debug)]
pub(crate) struct ReceivedRequest<T> {
    /// What it carries, or why that cannot be read.
    pub(crate) content: Result<T, Refusal>,
    pub(crate) metadata: RequestMetadata,
}

/// When a request came, and the identifiers in its response.
#[derive(Clone, Debug)]
pub(crate) struct RequestMetadata {
    pub(crate) received_at: SystemTime,
    /// What the response echoes: the `X-MessageID` of the request, or the nil UUID.
    message_id: Identifier,
    pub(crate) activity_id: Uuid,
}

impl RequestMetadata {
    pub(crate) fn new<B>(request: &Request<B>, received_at: SystemTime, activity_id: Uuid) -> Self {
        let message_id = request.headers().get(header::MESSAGE_ID);
        let message_id = message_id.filter(|id| id.len() <= Identifier::MAX_BYTES);
        let message_id = message_id.and_then(|id| id.to_str().ok()).and_then(Identifier::read);
        Self { received_at, message_id: message_id.unwrap_or(Uuid::nil().into()), activity_id }
    }

    /// Adds both identifiers to a reply that has statuses. A reply with only a status code does not change.
    pub(crate) fn identify(&self, reply: Reply) -> Reply {
        if reply.device_connection_status().is_none() {
            return reply;
        }
        reply.with_message_id(self.message_id.clone()).with_activity_id(self.activity_id.into())
    }
}
