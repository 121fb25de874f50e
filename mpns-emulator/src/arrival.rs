use std::time::SystemTime;

use http::Request;
use mpns_proto::service::Refusal;
use mpns_proto::{Identifier, Reply, header};
use uuid::Uuid;

/// A request to a channel, read without regard to the state of the channel.
#[derive(Debug)]
pub(crate) struct Arrival<T> {
    /// What it carries, or why that cannot be read.
    pub(crate) content: Result<T, Refusal>,
    pub(crate) stamp: Stamp,
}

/// When a request came, and the names that it and its answer go by.
#[derive(Clone, Debug)]
pub(crate) struct Stamp {
    pub(crate) at: SystemTime,
    /// What the answer echoes: the `X-MessageID` of the request, or the nil UUID.
    message_id: Identifier,
    pub(crate) activity_id: Uuid,
}

impl Stamp {
    pub(crate) fn new<B>(request: &Request<B>, at: SystemTime, activity_id: Uuid) -> Self {
        let message_id = request.headers().get(header::MESSAGE_ID);
        let message_id = message_id.and_then(|id| id.to_str().ok()).and_then(Identifier::read);
        Self { at, message_id: message_id.unwrap_or(Uuid::nil().into()), activity_id }
    }

    /// Adds both identifiers to a reply that has statuses. A reply with only a status code stays as it is.
    pub(crate) fn sign(&self, reply: Reply) -> Reply {
        if reply.device_connection_status().is_none() {
            return reply;
        }
        reply.with_message_id(self.message_id.clone()).with_activity_id(self.activity_id.into())
    }
}
