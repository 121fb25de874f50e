use mpns_proto::Limits;

use crate::{BaseUri, Bounds};

/// What an [`Emulator`](crate::Emulator) is started with.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What channel URIs start with; by default the address that the emulator listens on.
    pub base_uri: Option<BaseUri>,
    /// What the URIs of authenticated channels start with, such as the address of a TLS proxy before the
    /// emulator; by default the same as for the other channels.
    pub authenticated_base_uri: Option<BaseUri>,
    /// How long notifications may be. `os` is ignored: [`Settings::os`](crate::Settings::os) says what the phone of a channel
    /// runs.
    pub limits: Limits,
    /// Whether every channel refuses [odd](mpns_proto::service::Incoming::strict) notifications, whatever its
    /// [settings](crate::Settings::strict) say.
    pub strict: bool,
    /// How much the emulator takes, and for how long it waits.
    pub bounds: Bounds,
}
