use serde::{Deserialize, Serialize};
use tokio::time::Instant;

/// What goes wrong with connections, before there is a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ConnectionFaults {
    /// Until when new connections are refused.
    pub(crate) refused_until: Option<Instant>,
    #[cfg_attr(not(feature = "tls"), allow(dead_code, reason = "there is no TLS"))]
    pub(crate) handshake: Option<HandshakeFault>,
}

/// What a TLS client gets in place of a handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum HandshakeFault {
    /// The connection is closed (FIN).
    Close,
    /// What is sent is not TLS.
    Garbage,
    /// The connection is reset (RST).
    Reset,
}
