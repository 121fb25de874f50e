//! The cryptography behind TLS, chosen by feature.

use rustls::crypto::CryptoProvider;

#[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
compile_error!("mpns-connect needs the feature `ring` (on by default) or `aws-lc-rs`");

/// The private keys that the provider of this build can use.
///
/// ring requires that both primes of an RSA key have the same length, a multiple of 512 bits, and that the
/// exponent is at least 65537.
pub(crate) const KEYS: &str = if cfg!(feature = "aws-lc-rs") {
    "RSA of 2048 to 8192 bits, EC on P-256, P-384 or P-521, and Ed25519"
} else {
    "RSA of 2048, 3072 or 4096 bits, EC on P-256 or P-384, and Ed25519"
};

/// The provider of this build. It is always passed explicitly: rustls's process-wide default panics if two
/// providers are linked.
pub(crate) fn provider() -> CryptoProvider {
    #[cfg(feature = "aws-lc-rs")]
    return rustls::crypto::aws_lc_rs::default_provider();
    #[cfg(not(feature = "aws-lc-rs"))]
    return rustls::crypto::ring::default_provider();
}
