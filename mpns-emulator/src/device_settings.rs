use std::time::Duration;

use mpns_proto::{DeviceConnectionStatus, OsVersion};
use serde::{Deserialize, Serialize};

use crate::Accent;

/// The state of a phone.
///
/// In JSON the names are in lower camel case, and fields that are left out have their defaults:
///
/// ```
/// use mpns_emulator::{DeviceConnection, DeviceSettings};
///
/// let phone: DeviceSettings = serde_json::from_str(r#"{"connection": "tempDisconnected"}"#)?;
/// assert_eq!(phone.connection, DeviceConnection::TempDisconnected);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct DeviceSettings {
    /// The operating system; 8.1 by default. The service takes a notification with an element that the phone
    /// does not know, but the phone closes the channel when it gets it.
    #[serde(with = "crate::serialize::os_version")]
    pub os: OsVersion,
    /// Whether the phone can be reached.
    pub connection: DeviceConnection,
    /// Whether the battery saver is on: then the service drops what is sent to an app that is not running.
    pub battery_saver: bool,
    /// The colour of tiles and toasts; cobalt by default.
    pub accent: Accent,
    /// After how long a phone that is temporarily disconnected becomes inactive, by the clock of the emulator.
    /// Never by default.
    #[serde(with = "crate::serialize::duration")]
    pub inactive_after: Option<Duration>,
}

impl DeviceSettings {
    /// How many channels the phone can have: 15 on OS 7.0, 30 on newer ones.
    pub fn max_channels(&self) -> usize {
        if self.os < OsVersion::V7_1 { 15 } else { 30 }
    }
}

impl Default for DeviceSettings {
    fn default() -> Self {
        Self {
            os: OsVersion::V8_1,
            connection: DeviceConnection::Connected,
            battery_saver: false,
            accent: Accent::Cobalt,
            inactive_after: None,
        }
    }
}

/// Whether a phone can be reached.
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
    /// The same, under its older name. When the phone becomes inactive, the registered callbacks are called
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
