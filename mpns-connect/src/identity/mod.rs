//! A TLS client certificate with its private key: PEM, PKCS#12, and what encrypts them.

mod algorithm;
pub(crate) mod certificate;
#[cfg(feature = "encrypted-keys")]
mod dek_info;
mod ec_key;
mod error;
pub(crate) mod identity;
#[cfg(any(feature = "encrypted-keys", feature = "pfx"))]
mod pbe;
#[cfg(feature = "encrypted-keys")]
mod pbes2;
pub(crate) mod pem;
mod pem_key;
#[cfg(feature = "pfx")]
mod pfx;
mod signing_key;
#[cfg(test)]
mod tests;

pub use error::IdentityError;
pub use identity::Identity;
