use std::sync::Arc;
use std::time::SystemTime;

use rustls::sign::SigningKey;
use rustls_pki_types::PrivateKeyDer;
use zeroize::Zeroize as _;

use super::certificate::Certificate;
use super::error::IdentityError;
use super::signing_key::{public_key_bits, signing_key};

/// A private key with its certificate, which may not be usable now, and the certificates of other keys.
pub(super) struct Matched {
    pub(super) certificate: Certificate,
    pub(super) others: Vec<Certificate>,
    pub(super) signing_key: Arc<dyn SigningKey>,
}

impl Matched {
    pub(super) fn new(
        certificates: Vec<Vec<u8>>,
        mut key: PrivateKeyDer<'static>,
        now: SystemTime,
    ) -> Result<Self, IdentityError> {
        let certificates = read(certificates)?;
        let signing_key = signing_key(&key, &certificates);
        key.zeroize();
        let signing_key = signing_key?;
        let public_key = public_key_bits(&*signing_key);
        let (mut own, others): (Vec<_>, Vec<_>) =
            certificates.into_iter().partition(|one| Some(&one.public_key) == public_key.as_ref());
        // This also refuses a key that was decrypted with a wrong passphrase.
        if own.is_empty() {
            return Err(IdentityError::Mismatch);
        }
        // A renewed certificate often has the key of the old one, which may still be in the file.
        let usable = own.iter().position(|one| one.check_use(now).is_ok());
        let certificate = own.swap_remove(usable.unwrap_or_default());
        Ok(Self { certificate, others, signing_key })
    }
}

/// At least one certificate.
pub(super) fn read(certificates: Vec<Vec<u8>>) -> Result<Vec<Certificate>, IdentityError> {
    let certificates: Result<Vec<_>, _> =
        certificates.into_iter().map(Certificate::from_der).collect();
    let certificates = certificates.map_err(|error| IdentityError::Certificate(error.into()))?;
    if certificates.is_empty() { Err(IdentityError::NoCertificate) } else { Ok(certificates) }
}
