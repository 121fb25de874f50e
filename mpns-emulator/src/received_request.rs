use std::time::SystemTime;

use bytes::Bytes;
use http::Request;
use mpns_proto::{Identifier, Reply, header};
use uuid::Uuid;

use crate::Answer;
use crate::request_body::BodyError;
use crate::sent_head::SentHead;

/// A request to a channel, with what was found about it before its body was read.
#[derive(Debug)]
pub(crate) struct ReceivedRequest {
    pub(crate) request: Request<Bytes>,
    pub(crate) head: SentHead,
    /// Why the body was not read, in which case it is empty.
    pub(crate) body: Result<(), BodyError>,
    pub(crate) begun: Begun,
    pub(crate) metadata: RequestMetadata,
}

/// What is decided before the body of a request is read.
#[derive(Debug, Default)]
pub(crate) struct Begun {
    /// The number of the channel; `None` if no channel has the URI.
    pub(crate) channel: Option<u64>,
    pub(crate) is_callback: bool,
    /// What the request is to be answered, regardless of the state.
    pub(crate) answer: Option<Answer>,
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
