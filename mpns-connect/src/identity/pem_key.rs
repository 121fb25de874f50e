//! The private key in a section of a PEM text, encrypted or not.

use pem::Pem;
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs1KeyDer, PrivatePkcs8KeyDer, PrivateSec1KeyDer};

use super::error::IdentityError;
#[cfg(feature = "encrypted-keys")]
use super::{dek_info, pbes2};

/// Reads the key, and decrypts it if necessary.
pub(super) fn private_key(
    section: Pem,
    passphrase: Option<&str>,
) -> Result<PrivateKeyDer<'static>, IdentityError> {
    let tag = section.tag().to_owned();
    let proc_type = section.headers().get("Proc-Type");
    let is_legacy = proc_type.is_some_and(|value| value.contains("ENCRYPTED"));
    let (form, der) = match (tag.as_str(), passphrase) {
        (form, None) if is_legacy || form == ENCRYPTED_PKCS8 => {
            return Err(if cfg!(feature = "encrypted-keys") {
                IdentityError::PassphraseMissing
            } else {
                IdentityError::EncryptedKeysDisabled
            });
        }
        #[cfg(feature = "encrypted-keys")]
        (ENCRYPTED_PKCS8, Some(passphrase)) => {
            (PKCS8, pbes2::decrypt(section.contents(), passphrase)?.as_bytes().to_vec())
        }
        #[cfg(feature = "encrypted-keys")]
        (form, Some(passphrase)) if is_legacy => {
            let info = section.headers().get("DEK-Info").ok_or(IdentityError::DekInfo)?;
            let key = dek_info::decrypt(info, section.contents(), passphrase)?;
            (form, key.as_bytes().to_vec())
        }
        (form, _) => (form, section.into_contents()),
    };
    match form {
        PKCS8 => Ok(PrivatePkcs8KeyDer::from(der).into()),
        "RSA PRIVATE KEY" => Ok(PrivatePkcs1KeyDer::from(der).into()),
        "EC PRIVATE KEY" => Ok(PrivateSec1KeyDer::from(der).into()),
        other => Err(IdentityError::KeyForm(other.escape_debug().to_string())),
    }
}

const PKCS8: &str = "PRIVATE KEY";
const ENCRYPTED_PKCS8: &str = "ENCRYPTED PRIVATE KEY";
