use std::time::SystemTime;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use crate::retry_after::whole_seconds;
use crate::{Jitter, Outcome, Reply, Retry, text};

/// A reply and what it means, as one flat object for logs and scripts.
///
/// What is absent is `null`.
///
/// ```
/// use std::time::SystemTime;
/// use mpns_proto::{Reply, Report};
///
/// let report = Report::new(&Reply::new(http::StatusCode::NOT_FOUND), SystemTime::now());
/// let json = serde_json::to_value(report)?;
/// assert_eq!(json["outcome"], "channel-expired");
/// assert_eq!(json["deleteChannel"], true);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Report {
    /// The HTTP status code.
    pub status: u16,
    /// What the reply means.
    pub outcome: Outcome,
    /// What the sender should do: [`Outcome::advice`]. It is for people, and may change.
    #[serde(default)]
    pub advice: String,
    /// Whether the service accepted the notification for the phone.
    pub accepted: bool,
    /// `never`, `after` (not sooner than) or `backoff` (with doubling waits).
    #[serde(deserialize_with = "retry_word")]
    pub retry: RetryWord,
    /// How long to wait before the first try, `Retry-After` included, in seconds.
    pub retry_after_seconds: Option<u64>,
    /// Whether the channel is gone.
    pub delete_channel: bool,
    /// `X-NotificationStatus`.
    pub notification_status: Option<String>,
    /// `X-DeviceConnectionStatus`.
    pub device_connection_status: Option<String>,
    /// `X-SubscriptionStatus`.
    pub subscription_status: Option<String>,
    /// `X-MessageID`.
    pub message_id: Option<String>,
    /// `ActivityId`.
    pub activity_id: Option<String>,
}

impl Report {
    /// Judges a reply that was received at `now`.
    pub fn new(reply: &Reply, now: SystemTime) -> Self {
        let outcome = reply.outcome();
        let (retry, retry_after_seconds) = retry_and_seconds(reply.retry(now));
        Self {
            status: reply.status().as_u16(),
            outcome,
            advice: outcome.advice().to_owned(),
            accepted: outcome.is_accepted(),
            retry,
            retry_after_seconds,
            delete_channel: outcome.is_channel_gone(),
            notification_status: reply.notification_status().map(ToString::to_string),
            device_connection_status: reply.device_connection_status().map(ToString::to_string),
            subscription_status: reply.subscription_status().map(ToString::to_string),
            message_id: reply.message_id().map(ToString::to_string),
            activity_id: reply.activity_id().map(ToString::to_string),
        }
    }
}

/// An alias, because serde treats a field of type `&str` as one that borrows from the input.
pub(super) type RetryWord = &'static str;

/// Whether to send again, in a word, and how long to wait before the first try.
pub(super) fn retry_and_seconds(retry: Retry) -> (RetryWord, Option<u64>) {
    let word = match retry {
        Retry::Never => NEVER,
        Retry::After(_) => AFTER,
        Retry::Backoff(_) => BACKOFF,
    };
    // Rounded up, so that the wait is never too short.
    let seconds = retry.wait(1, Jitter::NONE).map(|wait| whole_seconds(wait).as_secs());
    (word, seconds)
}

pub(super) fn retry_word<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<RetryWord, D::Error> {
    let word = String::deserialize(deserializer)?;
    let known = RETRY_WORDS.into_iter().find(|known| *known == word);
    known
        .ok_or_else(|| D::Error::custom(format_args!("retry is not {}", text::any_of(RETRY_WORDS))))
}

pub(super) const NEVER: RetryWord = "never";
const AFTER: RetryWord = "after";
const BACKOFF: RetryWord = "backoff";
const RETRY_WORDS: [RetryWord; 3] = [NEVER, AFTER, BACKOFF];
