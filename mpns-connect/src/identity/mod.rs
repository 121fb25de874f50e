//! Client certificates with their private keys, from PEM and PKCS#12 files, encrypted or not.

pub(crate) mod algorithm;
mod binary_content;
pub(crate) mod certificate;
mod certificate_facts;
mod content;
#[cfg(feature = "encrypted-keys")]
mod dek_info;
mod ec_key;
mod error;
pub(crate) mod file_format;
pub(crate) mod identity;
mod identity_facts;
pub(crate) mod key_type;
mod matched;
#[cfg(any(feature = "encrypted-keys", feature = "pfx"))]
mod pbe;
#[cfg(feature = "encrypted-keys")]
mod pbes2;
pub(crate) mod pem;
mod pem_key;
mod pem_text;
#[cfg(feature = "pfx")]
mod pfx;
mod signing_key;
#[cfg(test)]
mod tests;
mod text_content;

pub use certificate::Certificate;
pub use error::IdentityError;
pub use file_format::FileFormat;
pub use identity::Identity;
pub use identity_facts::IdentityFacts;
pub use key_type::KeyType;
