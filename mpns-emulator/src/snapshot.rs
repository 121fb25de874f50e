mod callback;
mod error;

use std::collections::VecDeque;
use std::fmt;
use std::time::{Duration, SystemTime};

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};

pub(crate) use callback::CallbackSnapshot;
pub use error::ImportError;

use crate::accepted::Accepted;
use crate::{
    Answer, Delivery, DeviceName, DeviceSettings, Faults, Label, LoggedRequest, Settings, Tile,
    Token, from_object, serialize,
};

/// The whole state of an emulator: [exported](crate::Emulator::export) and [imported](crate::Emulator::import).
///
/// It is a document in JSON, or in another format of serde; fields that are left out are errors, and so are unknown
/// ones. `Debug` shows only how much is in it, since it has secrets: the tokens.
///
/// URIs of channels are not in it: they are made of the token and the [`Options`](crate::Options) of the emulator that
/// imports it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Snapshot {
    #[serde(deserialize_with = "version")]
    pub(crate) version: u32,
    #[serde(deserialize_with = "from_object::object")]
    pub(crate) common: CommonSnapshot,
    #[serde(deserialize_with = "from_object::objects")]
    pub(crate) devices: Vec<DeviceSnapshot>,
    #[serde(deserialize_with = "from_object::objects")]
    pub(crate) channels: Vec<ChannelSnapshot>,
    /// The log of requests.
    #[serde(deserialize_with = "from_object::objects")]
    pub(crate) requests: Vec<LoggedRequest>,
}

impl Snapshot {
    /// The version of the document; another one is refused.
    pub const VERSION: u32 = 1;

    /// Whether nothing was ever opened, and no request came.
    #[cfg(feature = "store")]
    pub(crate) fn is_new(&self) -> bool {
        self.common.opened == 0 && self.common.next_request <= 1
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot")
            .field("version", &self.version)
            .field("devices", &self.devices.len())
            .field("channels", &self.channels.len())
            .field("requests", &self.requests.len())
            .finish_non_exhaustive()
    }
}

/// What all channels have in common.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct CommonSnapshot {
    /// How far the clock is ahead of the system's.
    #[serde(with = "serialize::exact_duration")]
    pub(crate) advanced: Duration,
    /// How many channels and phones there were.
    pub(crate) opened: u64,
    /// The number of the next request.
    pub(crate) next_request: u64,
    #[serde(deserialize_with = "crate::settings::answers")]
    pub(crate) answers: VecDeque<Answer>,
    #[serde(deserialize_with = "from_object::object")]
    pub(crate) faults: Faults,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct DeviceSnapshot {
    pub(crate) number: u64,
    pub(crate) name: DeviceName,
    #[serde(deserialize_with = "from_object::object")]
    pub(crate) settings: DeviceSettings,
    pub(crate) away_since: Option<serialize::Time>,
    /// Whether it goes with its only channel.
    pub(crate) of_channel: bool,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct ChannelSnapshot {
    pub(crate) number: u64,
    pub(crate) token: Token,
    pub(crate) authenticated: bool,
    pub(crate) service_name: Option<Label>,
    pub(crate) app_name: Label,
    /// The name of its phone.
    pub(crate) device: DeviceName,
    #[serde(deserialize_with = "from_object::object")]
    pub(crate) settings: Settings,
    /// When the day of the daily limit began, and how many notifications it had.
    #[serde(default, deserialize_with = "from_object::optional_object")]
    pub(crate) day: Option<DaySnapshot>,
    pub(crate) callback: CallbackSnapshot,
    #[serde(deserialize_with = "from_object::objects")]
    pub(crate) tiles: VecDeque<Tile>,
    pub(crate) last_refusal: Option<String>,
    #[serde(deserialize_with = "from_object::objects")]
    pub(crate) waiting: Vec<WaitingSnapshot>,
    pub(crate) last_delivery: u64,
    #[serde(deserialize_with = "from_object::objects")]
    pub(crate) deliveries: Vec<Delivery>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct DaySnapshot {
    #[serde(serialize_with = "serialize::time", deserialize_with = "serialize::read_time")]
    pub(crate) begin: SystemTime,
    pub(crate) received: u32,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct WaitingSnapshot {
    /// The number of its request in the log.
    pub(crate) request: u64,
    /// When its batching interval ends.
    #[serde(serialize_with = "serialize::time", deserialize_with = "serialize::read_time")]
    pub(crate) due: SystemTime,
    #[serde(deserialize_with = "from_object::object")]
    pub(crate) accepted: Accepted,
}

fn version<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    match u32::deserialize(from)? {
        Snapshot::VERSION => Ok(Snapshot::VERSION),
        other => Err(D::Error::custom(format_args!(
            "{other} is not {}, the version that this emulator reads",
            Snapshot::VERSION
        ))),
    }
}
