#[cfg(feature = "store")]
use std::path::PathBuf;

use mpns_proto::{AllowedHosts, Limits};

#[cfg(feature = "tls")]
use crate::TlsOptions;
use crate::{BaseUri, Bounds, Profile, UriShape};

/// What an [`Emulator`](crate::Emulator) is started with.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What channel URIs start with; by default the address that the emulator listens on.
    pub base_uri: Option<BaseUri>,
    /// What the URIs of authenticated channels start with, such as the address of a TLS proxy before the
    /// emulator; by default the TLS address, or without TLS the same as for the other channels.
    pub authenticated_base_uri: Option<BaseUri>,
    /// Which service the emulator behaves like.
    pub profile: Profile,
    /// The shape of channel URIs; by default that of the profile. Only paths of this shape are channels.
    pub uri_shape: Option<UriShape>,
    /// How long notifications may be. `os` is ignored: [`DeviceSettings::os`](crate::DeviceSettings::os) says what a phone
    /// runs.
    pub limits: Limits,
    /// Whether every channel refuses [odd](mpns_proto::service::Incoming::strict) notifications, whatever its
    /// [settings](crate::Settings::strict) say.
    pub strict: bool,
    /// The names that the control API may be reached by, such as the name of a container, without a port. It also
    /// answers to every address, `localhost` and all names below, and the hosts of the base URIs. Channels answer to
    /// every name.
    pub allow_hosts: Vec<String>,
    /// The web pages that may use the control API besides the emulator's own, as browsers write their origin:
    /// `http://localhost:3000`. Programs other than browsers may always use it.
    pub allow_origins: Vec<String>,
    /// The hosts that callbacks may be on besides this machine, which may always be called. Any other is not called,
    /// and the state of the callback says so.
    pub callback_hosts: AllowedHosts,
    /// Whether the page shows the images on tiles that are on other servers, which the emulator then fetches as a phone
    /// does: over `http`, from a path that ends in `.jpg` or `.png`, at most 80 KB within 30 seconds, and from hosts that
    /// the app [allows](crate::Settings::image_domains). No by default: then placeholders show their paths.
    pub images: bool,
    /// The hosts that images may be on besides this machine, from which they may always be fetched.
    pub image_hosts: AllowedHosts,
    /// How much the emulator takes, and for how long it waits.
    pub bounds: Bounds,
    /// TLS for authenticated channels, on an address of its own; none by default.
    #[cfg(feature = "tls")]
    pub tls: Option<TlsOptions>,
    /// A file that keeps the state, so that channel URIs are valid after a restart; none by default. It is created if it
    /// is not there, and in use by one emulator at a time.
    ///
    /// Everything is in it but the log of requests. Answers to requests that change anything are held until the change is
    /// on the disk; changes through the library are written at once, too, but not waited for. Port 0 means the
    /// port that was used before, here and for TLS, and the authority of generated certificates stays the same.
    #[cfg(feature = "store")]
    pub state: Option<PathBuf>,
}
