//! The cryptography behind TLS, chosen by feature.

use rustls::crypto::CryptoProvider;

#[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
compile_error!("mpns-connect needs the feature `ring` (on by default) or `aws-lc-rs`");

/// The provider of this build. It is always handed over explicitly: the process-wide default of
/// rustls panics when two providers are linked.
pub(crate) fn provider() -> CryptoProvider {
    #[cfg(feature = "aws-lc-rs")]
    return rustls::crypto::aws_lc_rs::default_provider();
    #[cfg(not(feature = "aws-lc-rs"))]
    return rustls::crypto::ring::default_provider();
}
