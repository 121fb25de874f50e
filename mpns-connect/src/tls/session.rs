use std::fmt;

use rustls::{CommonState, HandshakeKind};

use super::ciphers::standard_name;
use super::client_auth::ClientAuth;
use super::version::TlsVersion;

/// What was negotiated in the handshake of a connection, for a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TlsSession {
    version: TlsVersion,
    cipher: &'static str,
    resumed: bool,
    client_auth: Option<ClientAuth>,
}

impl TlsSession {
    /// The session of a rustls connection, once its handshake is over.
    ///
    /// A reference to a `ClientConnection` or `Connection` of rustls can be passed as it is.
    #[must_use]
    pub fn of(connection: &CommonState) -> Option<Self> {
        Some(Self {
            version: TlsVersion::from_protocol(connection.protocol_version()?)?,
            cipher: standard_name(connection.negotiated_cipher_suite()?.suite())?,
            resumed: connection.handshake_kind()? == HandshakeKind::Resumed,
            client_auth: None,
        })
    }

    /// The TLS version.
    #[must_use]
    pub fn version(&self) -> TlsVersion {
        self.version
    }

    /// The standard name (IANA) of the cipher suite.
    #[must_use]
    pub fn cipher(&self) -> &'static str {
        self.cipher
    }

    /// Whether an earlier session was resumed, which saves both sides a full handshake.
    #[must_use]
    pub fn is_resumed(&self) -> bool {
        self.resumed
    }

    /// Whether the server asked for the client certificate, and whether it was presented.
    ///
    /// A [resumed](Self::is_resumed) session skips the question: the server knows the client from the session's first
    /// handshake. What the last full handshake with the server did is returned then.
    ///
    /// `None` if that is not known, or if the transport does not watch its handshakes.
    #[must_use]
    pub fn client_auth(&self) -> Option<ClientAuth> {
        self.client_auth
    }

    pub(super) fn with_client_auth(self, client_auth: Option<ClientAuth>) -> Self {
        Self { client_auth, ..self }
    }
}

impl fmt::Display for TlsSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.version, self.cipher)?;
        let before = if self.resumed { " before" } else { "" };
        f.write_str(if self.resumed { " resumed" } else { "" })?;
        self.client_auth.map_or(Ok(()), |done| write!(f, ", {done}{before}"))
    }
}
