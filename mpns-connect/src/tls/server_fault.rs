use std::sync::Arc;

use rustls::{CertificateError, OtherError};

/// What is wrong with a server's certificate, where the TLS library has no error of its own for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ServerFault {
    #[error("is self-signed")]
    SelfSigned,
    /// The server's own key, with this many bits.
    #[error("has an RSA key of {0} bits, which is too short: at least {MIN_RSA_BITS} are needed")]
    WeakKey(usize),
    /// The key of an authority, trusted or in between.
    #[error(
        "is signed with an RSA key of {0} bits, which is too short: at least {MIN_RSA_BITS} are needed"
    )]
    WeakAuthority(usize),
}

impl ServerFault {
    /// Inside an error of the TLS library, which takes it through a transport.
    pub(super) fn into_error(self) -> CertificateError {
        CertificateError::Other(OtherError(Arc::new(self)))
    }
}

/// What both providers need to verify a signature.
pub(super) const MIN_RSA_BITS: usize = 2048;
