use std::collections::VecDeque;
use std::path::PathBuf;

use mpns_proto::AllowedHosts;
use serde::Deserialize;

use crate::{
    Answer, BaseUri, Bounds, ChannelOptions, DeviceName, DeviceSettings, Faults, Options, Profile,
    UriShape, from_object, serialize,
};

/// A file that says how an emulator starts: with which options, phones, channels, answers and faults.
///
/// It can be read from any format of serde. Names are in lower camel case, those that are left out have their defaults,
/// and unknown ones are refused.
///
/// ```
/// use mpns_emulator::{Config, Emulator};
///
/// let config: Config = serde_json::from_str(
///     r#"{
///         "profile": "relivewp",
///         "devices": [{"name": "alice", "settings": {"os": "7.1"}}],
///         "channels": [{"token": "scores", "device": "alice", "settings": {"app": "inFront"}}]
///     }"#,
/// )?;
/// let emulator = Emulator::start_blocking_with(Emulator::LOOPBACK, config.options())?;
/// emulator.seed(&config)?;
/// assert!(emulator.channels()[0].uri().expose().ends_with("/channel/scores"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Config {
    /// The host and port to listen on.
    pub listen: Option<String>,
    /// [`Options::base_uri`]
    #[serde(deserialize_with = "serialize::parse_optional")]
    pub base_uri: Option<BaseUri>,
    /// [`Options::authenticated_base_uri`]
    #[serde(deserialize_with = "serialize::parse_optional")]
    pub authenticated_base_uri: Option<BaseUri>,
    /// [`Options::profile`]
    pub profile: Profile,
    /// [`Options::uri_shape`]
    pub uri_shape: Option<UriShape>,
    /// [`Options::strict`]
    pub strict: bool,
    /// [`Options::allow_hosts`]
    pub allow_hosts: Vec<String>,
    /// [`Options::allow_origins`]
    pub allow_origins: Vec<String>,
    /// [`Options::callback_hosts`], with commas between them.
    #[serde(deserialize_with = "serialize::parse")]
    pub callback_hosts: AllowedHosts,
    /// [`Options::images`]
    pub images: bool,
    /// [`Options::image_hosts`], with commas between them.
    #[serde(deserialize_with = "serialize::parse")]
    pub image_hosts: AllowedHosts,
    /// [`Options::bounds`]
    #[serde(deserialize_with = "from_object::object")]
    pub bounds: Bounds,
    /// [`Options::state`]
    #[cfg(feature = "store")]
    pub state: Option<PathBuf>,
    /// Where and with which files TLS is spoken.
    #[serde(deserialize_with = "from_object::optional_object")]
    pub tls: Option<TlsConfig>,
    /// Phones to add, unless they are there.
    #[serde(deserialize_with = "from_object::objects")]
    pub devices: Vec<DeviceConfig>,
    /// Channels to open, unless they are open.
    #[serde(deserialize_with = "from_object::objects")]
    pub channels: Vec<ChannelOptions>,
    /// What to answer to the next requests to any channel.
    #[serde(deserialize_with = "crate::settings::answers")]
    pub answers: VecDeque<Answer>,
    /// Faults of connections, and those that come by chance.
    #[serde(deserialize_with = "from_object::object")]
    pub faults: Faults,
}

impl Config {
    /// The options of the emulator, without TLS: its files are not read here.
    pub fn options(&self) -> Options {
        Options {
            base_uri: self.base_uri.clone(),
            authenticated_base_uri: self.authenticated_base_uri.clone(),
            profile: self.profile,
            uri_shape: self.uri_shape,
            strict: self.strict,
            allow_hosts: self.allow_hosts.clone(),
            allow_origins: self.allow_origins.clone(),
            callback_hosts: self.callback_hosts.clone(),
            images: self.images,
            image_hosts: self.image_hosts.clone(),
            bounds: self.bounds.clone(),
            #[cfg(feature = "store")]
            state: self.state.clone(),
            ..Options::default()
        }
    }
}

/// TLS in a [`Config`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct TlsConfig {
    /// The host and port to listen on.
    pub listen: String,
    /// Where to write the authority of the generated certificates.
    pub ca: Option<PathBuf>,
    /// The certificate of the service, in place of a generated one.
    pub cert: Option<PathBuf>,
    /// Its private key, if it is not in the same file.
    pub key: Option<PathBuf>,
    /// Authorities of client certificates.
    pub client_ca: Option<PathBuf>,
}

/// A phone in a [`Config`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct DeviceConfig {
    /// Its name.
    pub name: DeviceName,
    /// Its state.
    #[serde(default, deserialize_with = "from_object::object")]
    pub settings: DeviceSettings,
}
