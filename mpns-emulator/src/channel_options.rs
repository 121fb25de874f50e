use crate::{DeviceName, DeviceSettings, Label, Settings, Token};

/// What a channel is opened with.
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
#[derive(Clone, Debug, Default)]
pub struct ChannelOptions {
    /// The last part of its URI; by default, a random one.
    pub token: Option<Token>,
    /// The phone that it belongs to; by default, a new one of its own.
    pub phone: Phone,
    /// The name of the app; by default, `App` and a number. An app has one channel: if the phone has one for this
    /// name already, that is the channel.
    pub app_name: Option<Label>,
    /// Whether it is for an authenticated service: it has no daily limit, and takes callback registrations.
    pub authenticated: bool,
    /// The common name that the certificate of an authenticated service has to have; by default, any.
    pub service_name: Option<Label>,
    /// Its state.
    pub settings: Settings,
}

/// The phone of a channel.
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
