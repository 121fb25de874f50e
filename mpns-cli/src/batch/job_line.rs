//! From a line of the jobs to a notification for a channel.

use mpns_proto::{ChannelUri, Content, Job, Limits, Notification};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::failure::chain;
use crate::lines::LONGEST_LINE;
use crate::{input, redact};

/// What a line is.
pub(super) enum Form {
    /// A job, as `mpns send --json` takes it.
    Jobs,
    /// A channel, or an object with a channel and a key. All get this content.
    Channels { content: Box<Content>, notification: Notification },
}

/// A job that may be sent.
pub(super) struct Parcel {
    pub(super) key: Value,
    pub(super) channel: ChannelUri,
    pub(super) notification: Notification,
    /// What was encoded; for channels without it, all have the same.
    pub(super) content: Option<Content>,
    pub(super) message_id: Uuid,
}

impl Form {
    /// Reads a line. The error has no secret in it.
    pub(super) fn read(&self, text: Option<&[u8]>, limits: &Limits) -> Result<Parcel, String> {
        let text = text.ok_or_else(|| format!("longer than {LONGEST_LINE} bytes"))?;
        let text = input::text(text)?;
        self.parse(text, limits).map_err(|error| redact::text(&error))
    }

    fn parse(&self, text: &str, limits: &Limits) -> Result<Parcel, String> {
        match self {
            Self::Jobs => {
                let job: Job<Value> = serde_json::from_str(text).map_err(|error| chain(&error))?;
                let message_id = job.message_id.unwrap_or_else(Uuid::new_v4);
                let notification = job.build_with(limits).map_err(|error| chain(&error))?;
                let notification = notification.with_message_id(message_id);
                let Job { key, channel, content, .. } = job;
                Ok(Parcel { key, channel, notification, content: Some(content), message_id })
            }
            Self::Channels { notification, .. } => {
                let text = text.trim();
                let Recipient { key, channel } = if text.starts_with('{') {
                    serde_json::from_str(text).map_err(|error| chain(&error))?
                } else {
                    let channel = text.parse().map_err(|error| chain(&error))?;
                    Recipient { key: Value::Null, channel }
                };
                let message_id = Uuid::new_v4();
                let notification = notification.clone().with_message_id(message_id);
                Ok(Parcel { key, channel, notification, content: None, message_id })
            }
        }
    }

    /// The content of a job.
    pub(super) fn content<'a>(&'a self, own: Option<&'a Content>) -> Option<&'a Content> {
        match self {
            Self::Jobs => own,
            Self::Channels { content, .. } => Some(content),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recipient {
    #[serde(default)]
    key: Value,
    channel: ChannelUri,
}
