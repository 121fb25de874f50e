//! Client certificates with their private keys, from PEM and PKCS#12 files, encrypted or not.

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
