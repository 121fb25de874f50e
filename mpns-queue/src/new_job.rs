use std::num::NonZeroU16;
use std::time::Duration;

use mpns_proto::{ChannelUri, Content, Limits};
use uuid::Uuid;

use crate::{Error, ErrorKind};

/// A notification for a channel, to be [enqueued](crate::enqueue).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NewJob {
    /// Where it is sent. A channel that is not known yet is added.
    pub channel: ChannelUri,
    /// What is sent.
    pub content: Content,
    /// When it ends, and how often it is sent.
    pub terms: Terms,
    /// Your own name for it, which its result has too; empty by default.
    pub key: String,
    /// The message ID, which the service echoes. Without one, a worker draws one.
    pub message_id: Option<Uuid>,
}

impl NewJob {
    /// A job with the defaults.
    #[must_use]
    pub fn new(channel: ChannelUri, content: Content) -> Self {
        Self { channel, content, terms: Terms::default(), key: String::new(), message_id: None }
    }
}

/// When a job ends, and how often it is sent: see [`mpns_outbox::Job`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Terms {
    /// How long it may take from now: a day. In a channel that is held, a job that is too late gets its result when the
    /// hold ends.
    pub deadline: Option<Duration>,
    /// How many attempts there may be: as many as the deadline allows.
    pub attempts: Option<NonZeroU16>,
    /// Whether it is sent again after it may have been delivered: `false`. A worker that ended without a word may have
    /// sent what it had taken.
    pub may_show_twice: bool,
}

impl Default for Terms {
    fn default() -> Self {
        Self { deadline: Some(DAY), attempts: None, may_show_twice: false }
    }
}

/// The JSON of a content that can be built.
pub(crate) fn checked_json(content: &Content) -> Result<String, Error> {
    let wrong = |text| Error::new(ErrorKind::Content, text);
    content.build_with(&Limits::default()).map_err(|error| wrong(error.to_string()))?;
    serde_json::to_string(content).map_err(|error| wrong(error.to_string()))
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
