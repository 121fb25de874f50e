//! The facts of a reply as an object.

use http::{HeaderValue, StatusCode};
use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

use crate::{
    DeviceConnectionStatus, Identifier, NotificationStatus, Outcome, Reply, RetryAfter,
    SubscriptionStatus,
};

/// What a reply states; what is absent is `null`.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Facts {
    status: u16,
    #[serde(default)]
    notification_status: Option<String>,
    #[serde(default)]
    device_connection_status: Option<String>,
    #[serde(default)]
    subscription_status: Option<String>,
    #[serde(default)]
    message_id: Option<String>,
    #[serde(default)]
    activity_id: Option<String>,
    #[serde(default)]
    retry_after: RetryAfterFacts,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_from_wns: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_html: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_to_callback: bool,
}

/// As in the header, seconds or a date; a list if there are both.
#[derive(Default, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
enum RetryAfterFacts {
    #[default]
    None,
    One(String),
    Several(Vec<String>),
}

impl From<&Reply> for RetryAfterFacts {
    fn from(reply: &Reply) -> Self {
        let values: Vec<_> = reply.retry_after().filter_map(RetryAfter::to_header).collect();
        match <[String; 1]>::try_from(values) {
            Ok([only]) => Self::One(only),
            Err(values) if values.is_empty() => Self::None,
            Err(values) => Self::Several(values),
        }
    }
}

impl From<RetryAfterFacts> for Vec<String> {
    fn from(facts: RetryAfterFacts) -> Self {
        match facts {
            RetryAfterFacts::None => Self::new(),
            RetryAfterFacts::One(value) => vec![value],
            RetryAfterFacts::Several(values) => values,
        }
    }
}

impl Serialize for Reply {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Facts {
            status: self.status().as_u16(),
            notification_status: self.notification_status().map(ToString::to_string),
            device_connection_status: self.device_connection_status().map(ToString::to_string),
            subscription_status: self.subscription_status().map(ToString::to_string),
            message_id: self.message_id().map(ToString::to_string),
            activity_id: self.activity_id().map(ToString::to_string),
            retry_after: self.into(),
            is_from_wns: self.is_from_wns(),
            is_html: self.is_html(),
            is_to_callback: self.is_to_callback(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Reply {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let facts = Facts::deserialize(deserializer)?;
        let status = StatusCode::from_u16(facts.status)
            .map_err(|_| D::Error::custom("status is not a number from 100 to 999"))?;
        let mut reply = Self::new(status);
        if let Some(status) =
            facts.notification_status.as_deref().and_then(NotificationStatus::read)
        {
            reply = reply.with_notification_status(status);
        }
        if let Some(status) =
            facts.device_connection_status.as_deref().and_then(DeviceConnectionStatus::read)
        {
            reply = reply.with_device_connection_status(status);
        }
        if let Some(status) =
            facts.subscription_status.as_deref().and_then(SubscriptionStatus::read)
        {
            reply = reply.with_subscription_status(status);
        }
        if let Some(id) = facts.message_id.as_deref().and_then(Identifier::read) {
            reply = reply.with_message_id(id);
        }
        if let Some(id) = facts.activity_id.as_deref().and_then(Identifier::read) {
            reply = reply.with_activity_id(id);
        }
        for text in Vec::from(facts.retry_after) {
            let read = HeaderValue::try_from(text).ok();
            let read = read.and_then(|value| RetryAfter::from_header(&value));
            let read = read.ok_or_else(|| {
                D::Error::custom("retryAfter is neither seconds nor a date of HTTP")
            })?;
            reply = reply.with_retry_after(read);
        }
        if facts.is_from_wns {
            reply = reply.with_wns();
        }
        if facts.is_html {
            reply = reply.with_html();
        }
        if facts.is_to_callback {
            reply = reply.with_callback();
        }
        Ok(reply)
    }
}

impl<'de> Deserialize<'de> for Outcome {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
