use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use crate::{DeviceName, DeviceSettings, Label, Settings, Token, from_object};

/// What a channel is opened with.
///
/// In JSON the names are in lower camel case, `phone` is `device`, and fields that are left out have their defaults.
///
/// ```
/// use mpns_emulator::{ChannelOptions, Emulator, Phone};
///
/// let emulator = Emulator::start_blocking(Emulator::LOOPBACK)?;
/// let channel = emulator.open(ChannelOptions {
///     token: Some("alice-scores".parse()?),
///     phone: Phone::Named("alice".parse()?),
///     ..ChannelOptions::default()
/// })?;
/// assert!(channel.uri().expose().ends_with("/alice-scores"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct ChannelOptions {
    /// The last part of its URI; by default, a random one.
    pub token: Option<Token>,
    /// The phone that it belongs to; by default, a new one of its own.
    #[serde(rename = "device")]
    pub phone: Phone,
    /// The name of the app; by default, `App` and a number. An app has one channel: if the phone has one for this
    /// name already, that is the channel.
    pub app_name: Option<Label>,
    /// Whether it is for an authenticated service: it has no daily limit, and takes callback registrations.
    pub authenticated: bool,
    /// The common name that the certificate of an authenticated service has to have; by default, any.
    pub service_name: Option<Label>,
    /// Its state.
    #[serde(deserialize_with = "from_object::object")]
    pub settings: Settings,
}

/// The phone of a channel. In JSON, a name or an object of settings.
#[derive(Clone, Debug)]
pub enum Phone {
    /// The one with this name, which is added if there is none.
    Named(DeviceName),
    /// A new one, which is removed with the channel.
    New(DeviceSettings),
}

impl Default for Phone {
    fn default() -> Self {
        Self::New(DeviceSettings::default())
    }
}

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(PhoneVisitor)
    }
}

struct PhoneVisitor;

impl<'de> Visitor<'de> for PhoneVisitor {
    type Value = Phone;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a phone, or settings of a new one")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Phone, E> {
        let name = name.parse();
        name.map(Phone::Named).map_err(|error| E::custom(format_args!("the name {error}")))
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Phone, M::Error> {
        DeviceSettings::deserialize(MapAccessDeserializer::new(map)).map(Phone::New)
    }
}
