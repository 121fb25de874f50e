//! The form of a record: one flat object.

use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize, Serializer};
use uuid::Uuid;

use super::report::{NEVER, RetryWord, retry_and_seconds, retry_word};
use super::rfc3339;
use crate::{ChannelUri, Content, NoReply, Outcome, Record, Report};

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Flat<K, C> {
    #[serde(default)]
    key: K,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<ChannelUri>,
    // On reading, it refuses the fields that are neither its own nor named here.
    #[serde(flatten)]
    content: C,
    message_id: Option<String>,
    sent_at: String,
    took_milliseconds: u64,
    status: Option<u16>,
    outcome: Option<Outcome>,
    advice: Option<String>,
    accepted: bool,
    #[serde(deserialize_with = "retry_word")]
    retry: RetryWord,
    retry_after_seconds: Option<u64>,
    delete_channel: bool,
    notification_status: Option<String>,
    device_connection_status: Option<String>,
    subscription_status: Option<String>,
    echoed_message_id: Option<String>,
    activity_id: Option<String>,
    error: Option<String>,
    error_kind: Option<String>,
    may_have_been_delivered: Option<bool>,
}

impl<K: Serialize> Serialize for Record<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sent_at = rfc3339::write(self.sent_at)
            .ok_or_else(|| S::Error::custom("sentAt is not between the years 1970 and 9999"))?;
        let report = self.result.as_ref().ok();
        let no_reply = self.result.as_ref().err();
        let (retry, seconds) = match &self.result {
            Ok(report) => (report.retry, report.retry_after_seconds),
            Err(no_reply) => retry_and_seconds(no_reply.retry()),
        };
        Flat {
            key: &self.key,
            channel: self.channel.clone(),
            content: &self.content,
            message_id: self.message_id.as_ref().map(ToString::to_string),
            sent_at,
            took_milliseconds: u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX),
            status: report.map(|report| report.status),
            outcome: report.map(|report| report.outcome),
            advice: report.map(|report| report.advice.clone()),
            accepted: report.is_some_and(|report| report.accepted),
            retry,
            retry_after_seconds: seconds,
            delete_channel: report.is_some_and(|report| report.delete_channel),
            notification_status: report.and_then(|report| report.notification_status.clone()),
            device_connection_status: report
                .and_then(|report| report.device_connection_status.clone()),
            subscription_status: report.and_then(|report| report.subscription_status.clone()),
            echoed_message_id: report.and_then(|report| report.message_id.clone()),
            activity_id: report.and_then(|report| report.activity_id.clone()),
            error: no_reply.map(|no_reply| no_reply.text.clone()),
            error_kind: no_reply.map(|no_reply| no_reply.kind.clone()),
            may_have_been_delivered: no_reply.map(|no_reply| no_reply.may_have_been_delivered),
        }
        .serialize(serializer)
    }
}

impl<'de, K: Deserialize<'de> + Default> Deserialize<'de> for Record<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let flat = Flat::<K, Content>::deserialize(deserializer)?;
        let message_id = flat.message_id.as_deref().map(Uuid::try_parse).transpose();
        let result = match (flat.status, flat.outcome, flat.error, flat.error_kind) {
            (Some(status), Some(outcome), None, None) => Ok(Report {
                status,
                outcome,
                advice: flat.advice.unwrap_or_default(),
                accepted: flat.accepted,
                retry: flat.retry,
                retry_after_seconds: flat.retry_after_seconds,
                delete_channel: flat.delete_channel,
                notification_status: flat.notification_status,
                device_connection_status: flat.device_connection_status,
                subscription_status: flat.subscription_status,
                message_id: flat.echoed_message_id,
                activity_id: flat.activity_id,
            }),
            (None, None, Some(text), Some(kind)) => Err(NoReply {
                kind,
                text,
                may_have_been_delivered: flat.may_have_been_delivered.unwrap_or_default(),
                is_permanent: flat.retry == NEVER,
            }),
            _ => return Err(D::Error::custom(NEITHER)),
        };
        Ok(Self {
            key: flat.key,
            channel: flat.channel,
            content: flat.content,
            message_id: message_id.map_err(|_| D::Error::custom("messageId is not a UUID"))?,
            sent_at: rfc3339::read(&flat.sent_at)
                .ok_or_else(|| D::Error::custom("sentAt is not a time of RFC 3339 in UTC"))?,
            took: Duration::from_millis(flat.took_milliseconds),
            result,
        })
    }
}

const NEITHER: &str = "a record has either status and outcome, or error and errorKind";
