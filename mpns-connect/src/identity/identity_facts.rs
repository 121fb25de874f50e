use std::time::SystemTime;

use rustls_pki_types::PrivateKeyDer;

use super::certificate::Certificate;
use super::error::IdentityError;
use super::key_type::KeyType;
use super::matched::{Matched, read};
use super::pem_key::private_key;
use super::pem_text;
#[cfg(feature = "pfx")]
use super::pfx;

/// What certificates and their private key are, even if they cannot be used: for a person who wants to know why, or what
/// the authenticated service is called.
///
/// It has no secret: of the key, only its kind and size.
#[derive(Debug)]
pub struct IdentityFacts {
    certificate: Certificate,
    others: Vec<Certificate>,
    key_type: Option<KeyType>,
    is_match: Option<bool>,
    problem: Option<IdentityError>,
}

impl IdentityFacts {
    /// Reads what [`Identity::from_pem`](crate::Identity::from_pem) reads. A passphrase that is not needed is ignored.
    ///
    /// A key that cannot be read is a [`problem`](Self::problem), and the certificates are shown without it.
    ///
    /// # Errors
    ///
    /// An [`IdentityError`] if the certificates cannot be read, or there is none.
    pub fn from_pem(
        certificates: &[u8],
        key: &[u8],
        passphrase: Option<&str>,
    ) -> Result<Self, IdentityError> {
        let certificates = pem_text::certificates(certificates)?;
        let key = pem_text::key(key).and_then(|section| private_key(section, passphrase));
        Self::new(certificates, key, SystemTime::now())
    }

    /// Reads what [`Identity::from_pfx`](crate::Identity::from_pfx) reads.
    ///
    /// # Errors
    ///
    /// An [`IdentityError`] if the file cannot be read.
    #[cfg(feature = "pfx")]
    pub fn from_pfx(pfx: &[u8], passphrase: &str) -> Result<Self, IdentityError> {
        let (certificates, key) = pfx::read(pfx, passphrase)?;
        Self::new(certificates, Ok(key), SystemTime::now())
    }

    /// The certificate of the key; of several, the one that would be used. Without a key, the first one.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The other certificates, in the order of the file: the chain to an authority, if they are complete.
    #[must_use]
    pub fn others(&self) -> &[Certificate] {
        &self.others
    }

    /// The kind and size of the private key, if it could be read.
    #[must_use]
    pub fn key_type(&self) -> Option<&KeyType> {
        self.key_type.as_ref()
    }

    /// Whether the private key belongs to [the certificate](Self::certificate); `None` if that could not be found out.
    #[must_use]
    pub fn is_match(&self) -> Option<bool> {
        self.is_match
    }

    /// Why these certificates and this key cannot be an [`Identity`](crate::Identity) now; `None` if they can.
    #[must_use]
    pub fn problem(&self) -> Option<&IdentityError> {
        self.problem.as_ref()
    }

    pub(super) fn new(
        certificates: Vec<Vec<u8>>,
        key: Result<PrivateKeyDer<'static>, IdentityError>,
        now: SystemTime,
    ) -> Result<Self, IdentityError> {
        let mut certificates_alone = read(certificates.clone())?;
        let key_type = key.as_ref().ok().and_then(KeyType::of_private_key);
        let matched = key.and_then(|key| Matched::new(certificates, key, now));
        let is_match = match &matched {
            Ok(_) => Some(true),
            Err(IdentityError::Mismatch) => Some(false),
            Err(_) => None,
        };
        Ok(match matched {
            Ok(Matched { certificate, others, .. }) => Self {
                key_type: key_type.or_else(|| Some(certificate.key_type().clone())),
                problem: certificate.check_use(now).err(),
                certificate,
                others,
                is_match,
            },
            Err(problem) => Self {
                certificate: certificates_alone.remove(0),
                others: certificates_alone,
                key_type,
                is_match,
                problem: Some(problem),
            },
        })
    }
}
