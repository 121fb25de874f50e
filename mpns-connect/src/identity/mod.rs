//! A TLS client certificate with its private key: PEM, PKCS#12, and what encrypts them.

pub(crate) mod certificate;
#[cfg(any(feature = "encrypted-keys", feature = "pfx"))]
mod cost;
#[cfg(feature = "encrypted-keys")]
mod dek_info;
mod ec_key;
mod error;
pub(crate) mod identity;
mod key_algorithm;
#[cfg(feature = "encrypted-keys")]
mod pbes2;
pub(crate) mod pem;
#[cfg(feature = "pfx")]
mod pfx;
#[cfg(feature = "pfx")]
mod pfx_cost;
#[cfg(any(feature = "encrypted-keys", feature = "pfx"))]
mod scheme;
#[cfg(test)]
mod tests;

pub use error::IdentityError;
pub use identity::Identity;
