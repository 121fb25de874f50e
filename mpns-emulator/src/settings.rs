use mpns_proto::{DeviceConnectionStatus, OsVersion};
use serde::{Deserialize, Serialize};

use crate::Answer;

/// The state of a channel, of the phone behind it and of the app that opened it.
///
/// In JSON the names are in lower camel case, and fields that are left out have their defaults:
///
/// ```
/// use mpns_emulator::{DeviceConnection, Settings};
///
/// let settings: Settings = serde_json::from_str(r#"{"device": "tempDisconnected"}"#)?;
/// assert_eq!(settings.device, DeviceConnection::TempDisconnected);
/// assert_eq!(settings.daily_limit, Settings::DAILY_LIMIT);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Settings {
    /// Whether the phone can be reached.
    pub device: DeviceConnection,
    /// Whether the channel exists.
    pub subscription: Subscription,
    /// Whether the app is in the foreground: only then does it get raw notifications, and it receives
    /// toasts itself instead of the phone showing them. `true` by default.
    pub app_in_front: bool,
    /// The phone's operating system; 8.1 by default. The service takes a notification with an element that
    /// the phone does not know, but the phone closes the channel when it gets it.
    #[serde(with = "os_version")]
    pub os: OsVersion,
    /// What to answer, regardless of the state.
    pub answer: Option<Answer>,
    /// How many notifications can wait for a phone that is temporarily disconnected;
    /// [`Settings::QUEUE_CAPACITY`] by default.
    pub queue_capacity: usize,
    /// How many notifications a day an unauthenticated channel takes; [`Settings::DAILY_LIMIT`] by
    /// default. Only those answered with `Received` count, and the first of them begins the day. Ignored
    /// on an authenticated channel.
    pub daily_limit: u32,
    /// Whether an [odd](mpns_proto::service::Incoming::strict) notification is refused with 400. `false` by
    /// default: it is accepted, and [`Delivery::warnings`](crate::Delivery::warnings) says what is odd.
    /// [`Options::strict`](crate::Options::strict) makes every channel strict.
    pub strict: bool,
}

impl Settings {
    /// 1,000 notifications can wait for a phone.
    pub const QUEUE_CAPACITY: usize = 1000;
    /// 500 notifications a day. Source: [`ff941099`](mpns_proto::protocol#ff941099).
    pub const DAILY_LIMIT: u32 = 500;
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            device: DeviceConnection::Connected,
            subscription: Subscription::Active,
            app_in_front: true,
            os: OsVersion::V8_1,
            answer: None,
            queue_capacity: Self::QUEUE_CAPACITY,
            daily_limit: Self::DAILY_LIMIT,
            strict: false,
        }
    }
}

/// Whether the phone can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DeviceConnection {
    /// The phone gets notifications immediately.
    Connected,
    /// The phone is out of reach for now: the service queues notifications, and delivers them when the
    /// phone is connected again.
    TempDisconnected,
    /// The phone is out of reach: the service drops the notifications that wait and all that come, and
    /// answers 412.
    Disconnected,
    /// The same, under its older name. When the phone becomes inactive, the registered callback is called
    /// once.
    Inactive,
}

impl DeviceConnection {
    pub(crate) fn is_out_of_reach(self) -> bool {
        matches!(self, Self::Disconnected | Self::Inactive)
    }
}

impl From<DeviceConnection> for DeviceConnectionStatus {
    fn from(device: DeviceConnection) -> Self {
        match device {
            DeviceConnection::Connected => Self::Connected,
            DeviceConnection::TempDisconnected => Self::TempDisconnected,
            DeviceConnection::Disconnected => Self::Disconnected,
            DeviceConnection::Inactive => Self::Inactive,
        }
    }
}

/// Whether a channel exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Subscription {
    /// The channel takes notifications.
    Active,
    /// The channel is gone: notifications that wait are dropped, and new ones get 404.
    Expired,
}

mod os_version {
    use mpns_proto::OsVersion;
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    pub(super) fn serialize<S: Serializer>(os: &OsVersion, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(os.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<OsVersion, D::Error> {
        String::deserialize(from)?.parse().map_err(Error::custom)
    }
}
