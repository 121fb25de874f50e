use std::time::SystemTime;

use mpns_proto::service::{Incoming, Located};
use mpns_proto::{Content, Identifier, Kind, Warning};
use serde::Serialize;
use uuid::Uuid;

use crate::Settings;
use crate::received_request::RequestMetadata;

/// A notification that reached the phone, and what the phone did with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Delivery {
    /// The notification.
    pub notification: Content,
    /// The `X-MessageID` that the sender gave it.
    #[serde(serialize_with = "json::identifier")]
    pub message_id: Option<Identifier>,
    /// The service's identifier of the exchange, which its answer carried as `ActivityId`.
    #[serde(serialize_with = "json::text")]
    pub activity_id: Uuid,
    /// When the service accepted it.
    #[serde(serialize_with = "json::time")]
    pub received_at: SystemTime,
    /// When the phone got it: later, if it had to wait until the phone was connected again.
    #[serde(serialize_with = "json::time")]
    pub delivered_at: SystemTime,
    /// What the phone did with it.
    pub effect: Effect,
    /// What is odd about it. In JSON, a list of texts.
    #[serde(serialize_with = "json::texts")]
    pub warnings: Vec<Located<Warning>>,
}

impl Delivery {
    pub(crate) fn new(
        incoming: Incoming,
        metadata: &RequestMetadata,
        delivered_at: SystemTime,
        effect: Effect,
    ) -> Self {
        Self {
            notification: incoming.content,
            message_id: incoming.message_id,
            activity_id: metadata.activity_id,
            received_at: metadata.received_at,
            delivered_at,
            effect,
            warnings: incoming.warnings,
        }
    }
}

/// What a phone does with a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Effect {
    /// A toast was shown, or a tile changed.
    Shown,
    /// The app is in the foreground and received the raw notification, or the toast, which was not shown.
    HandedToApp,
    /// A raw notification came while the app was not in the foreground, and was dropped.
    Dropped,
    /// The phone is too old for the notification: it reported a payload format error and closed the
    /// channel.
    PayloadFormatError,
}

impl Effect {
    /// What a phone in this state does with a notification.
    pub(crate) fn of(notification: &Content, settings: &Settings) -> Self {
        if notification.check_os(settings.os).is_err() {
            return Self::PayloadFormatError;
        }
        match (notification.kind(), settings.app_in_front) {
            (Kind::Raw | Kind::Toast, true) => Self::HandedToApp,
            (Kind::Raw, false) => Self::Dropped,
            _ => Self::Shown,
        }
    }
}

/// How many deliveries a channel keeps. After that the oldest is dropped for each new one.
pub(crate) const MAX_DELIVERIES: usize = 10_000;

mod json {
    use std::fmt::{Display, Write};
    use std::time::SystemTime;

    use mpns_proto::Identifier;
    use serde::{Serialize, Serializer};

    pub(super) fn text<S: Serializer>(text: &impl Display, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(text)
    }

    pub(super) fn texts<S: Serializer>(items: &[impl Display], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(items.iter().map(ToString::to_string))
    }

    pub(super) fn identifier<S: Serializer>(
        identifier: &Option<Identifier>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        identifier.as_ref().map(ToString::to_string).serialize(to)
    }

    /// RFC 3339 with milliseconds, or null for a time that it cannot express.
    pub(super) fn time<S: Serializer>(time: &SystemTime, to: S) -> Result<S::Ok, S::Error> {
        let mut text = String::new();
        let written = write!(text, "{}", humantime::format_rfc3339_millis(*time));
        written.ok().map(|()| text).serialize(to)
    }
}
