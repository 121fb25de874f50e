use std::error::Error;

/// Why there is no TLS, or no client identity.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The emulator was started without TLS.
    #[error("the emulator was started without TLS")]
    Off,
    /// What was given is not PEM, or has not the certificate or key that is needed.
    #[error("the {what} cannot be read from PEM")]
    Pem {
        /// What was given.
        what: &'static str,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// A certificate or key of the right form that cannot be used.
    #[error("the {what} cannot be used")]
    Unusable {
        /// What was given.
        what: &'static str,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// A certificate cannot be generated.
    #[error("a certificate cannot be generated")]
    Generate {
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
}
