use std::fmt;
use std::sync::Arc;

use rustls::ClientConfig;

use super::client_auth::Memory;
use crate::identity::identity::Identity;

/// A TLS configuration that was checked once, for any number of connections of any transport.
///
/// It is cheap to clone, and clones share the sessions that TLS resumes, so use one `Tls` for a whole program.
/// No application protocol is negotiated (ALPN): MPNS is HTTP/1.1, which needs none.
///
/// ```
/// let tls = mpns_connect::Tls::builder().build()?;
/// assert!(!tls.has_identity());
/// # Ok::<(), mpns_connect::TlsError>(())
/// ```
#[derive(Clone)]
pub struct Tls {
    config: Arc<ClientConfig>,
    identity: Option<Identity>,
    memory: Arc<Memory>,
}

impl Tls {
    /// Whether there is a client certificate for servers that ask for one.
    #[must_use]
    pub fn has_identity(&self) -> bool {
        self.identity.is_some()
    }

    /// The client certificate for servers that ask for one.
    #[must_use]
    pub fn identity(&self) -> Option<&Identity> {
        self.identity.as_ref()
    }

    pub(super) fn new(config: ClientConfig, identity: Option<Identity>) -> Self {
        Self { config: Arc::new(config), identity, memory: Arc::default() }
    }

    /// It is shared by clones, as the sessions are.
    pub(super) fn memory(&self) -> &Memory {
        &self.memory
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("identity", &self.identity).finish_non_exhaustive()
    }
}

/// The configuration for rustls. Every call returns the same one, so that transports share its sessions.
#[must_use]
pub fn client_config(tls: &Tls) -> &Arc<ClientConfig> {
    &tls.config
}
