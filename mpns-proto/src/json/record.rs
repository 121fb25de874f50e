use std::time::{Duration, SystemTime};

use uuid::Uuid;

use super::rfc3339;
use crate::{ChannelUri, Content, Job, NoReply, Reply, Report};

/// A send and its result, as one flat object for a history or a log: what was sent, what the service answered or what
/// failed, and when.
///
/// The channel is a secret, so it is left out unless you set it. The other fields of the job have the names that they
/// have in a [`Job`], and those of the reply the names that they have in a [`Report`]. What is absent is `null`,
/// except for what a job leaves out, too.
///
/// | field | what |
/// | --- | --- |
/// | `key`, `type`, `text1`, ..., `interval`, `messageId` | what was sent, as in a [`Job`] |
/// | `sentAt`, `tookMilliseconds` | when it was sent (RFC 3339, UTC), and how long it took to get the result |
/// | `status`, `outcome`, `advice`, the three statuses, `activityId` | the reply, as in a [`Report`] |
/// | `echoedMessageId` | the message ID of the reply |
/// | `accepted`, `retry`, `retryAfterSeconds`, `deleteChannel` | what to do, with a reply and without |
/// | `error`, `errorKind`, `mayHaveBeenDelivered` | why there is no reply: see [`NoReply`] |
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use mpns_proto::{Job, NoReply, Record, Reply, Toast};
///
/// let toast = Toast { text1: Some("Goal!".into()), ..Toast::default() };
/// let job = Job::new(7, "http://h.example/SECRET".parse()?, toast.into());
/// // The result of `client.send(..)` of a transport can be used, too.
/// let result: Result<Reply, NoReply> = Ok(Reply::new(http::StatusCode::NOT_FOUND));
///
/// let now = SystemTime::UNIX_EPOCH;
/// let record = Record::new(job, result.as_ref(), now, Duration::from_millis(12));
/// let json = serde_json::to_value(&record)?;
/// assert_eq!((&json["key"], &json["type"], &json["text1"]), (&7.into(), &"toast".into(), &"Goal!".into()));
/// assert_eq!((&json["outcome"], &json["deleteChannel"]), (&"channel-expired".into(), &true.into()));
/// assert_eq!(json["sentAt"], "1970-01-01T00:00:00.000Z");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record<K> {
    /// The key of the job.
    pub key: K,
    /// The channel, which is a secret: `None` unless you set it.
    pub channel: Option<ChannelUri>,
    /// The notification.
    pub content: Content,
    /// The message ID that was sent.
    pub message_id: Option<Uuid>,
    /// When it was sent, in whole milliseconds. Only times from 1970 to 9999 can be serialized.
    pub sent_at: SystemTime,
    /// How long it took to get the result, in whole milliseconds.
    pub took: Duration,
    /// What the service answered, or why there is no reply.
    pub result: Result<Report, NoReply>,
}

impl<K> Record<K> {
    /// The record of a job that was sent at `sent_at`, and whose result was there after `took`.
    pub fn new<E: Into<NoReply>>(
        job: Job<K>,
        result: Result<&Reply, E>,
        sent_at: SystemTime,
        took: Duration,
    ) -> Self {
        let now = sent_at.checked_add(took).unwrap_or(sent_at);
        Self {
            key: job.key,
            channel: None,
            content: job.content,
            message_id: job.message_id,
            sent_at: rfc3339::rounded(sent_at),
            took: rfc3339::milliseconds(took),
            result: result.map(|reply| Report::new(reply, now)).map_err(Into::into),
        }
    }
}
