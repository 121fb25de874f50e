mod certificate;
mod error;

use std::{fmt, sync::Arc, time::SystemTime};

use pem::Pem;
use rustls::sign::CertifiedKey;
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs1KeyDer, PrivatePkcs8KeyDer, PrivateSec1KeyDer};
use x509_cert::{der::Decode as _, spki::SubjectPublicKeyInfoRef};
use zeroize::Zeroize as _;

use self::certificate::Certificate;
pub use self::error::IdentityError;
use crate::{pem as pem_text, provider::provider};

/// A TLS client certificate with its chain and its private key.
///
/// What is one belongs together and can be used: the key fits the certificate, the certificate is valid at the time of
/// loading and may stand for a client. The key is in no output of `Debug`; clones share it.
///
/// Keys are RSA (2048 to 4096 bits, at most 8192 with `aws-lc-rs`), EC (P-256, P-384, and P-521 with `aws-lc-rs`) or Ed25519, in
/// PKCS#8, PKCS#1 or SEC1. The certificate is found among those given by the key that fits it, so that their order does not
/// matter; the others follow it in theirs.
#[derive(Clone)]
pub struct Identity {
    certified_key: Arc<CertifiedKey>,
    certificate: Certificate,
}

impl Identity {
    /// Reads certificates (`CERTIFICATE` sections, the client's and those between it and its authority) from one PEM text and
    /// the private key from another. Both may hold other sections, and may be one and the same text.
    ///
    /// The clock of the system tells whether the certificate is valid.
    ///
    /// # Errors
    ///
    /// See [`IdentityError`]; an encrypted key is [`IdentityError::PassphraseMissing`].
    pub fn from_pem(certificates: &[u8], key: &[u8]) -> Result<Self, IdentityError> {
        Self::read_pem(certificates, key, None, SystemTime::now())
    }

    /// Reads certificates and private key from one PEM text, in any order.
    ///
    /// # Errors
    ///
    /// As [`Identity::from_pem`].
    pub fn from_combined_pem(text: &[u8]) -> Result<Self, IdentityError> {
        Self::from_pem(text, text)
    }

    /// The common name of the certificate's subject, which is the name of the authenticated service in MPNS (ff941099).
    #[must_use]
    pub fn common_name(&self) -> Option<&str> {
        self.certificate.common_name.as_deref()
    }

    /// The first moment at which the certificate is valid.
    #[must_use]
    pub fn not_before(&self) -> SystemTime {
        self.certificate.not_before
    }

    /// The last moment at which the certificate is valid.
    #[must_use]
    pub fn not_after(&self) -> SystemTime {
        self.certificate.not_after
    }

    /// Whether the certificate is valid at a moment, for a program that outlives the check at loading.
    ///
    /// # Errors
    ///
    /// [`IdentityError::Expired`] or [`IdentityError::NotYetValid`].
    pub fn check_validity(&self, now: SystemTime) -> Result<(), IdentityError> {
        self.certificate.check_validity(now)
    }

    pub(crate) fn certified_key(&self) -> &Arc<CertifiedKey> {
        &self.certified_key
    }

    fn read_pem(
        certificates: &[u8],
        key: &[u8],
        passphrase: Option<&str>,
        now: SystemTime,
    ) -> Result<Self, IdentityError> {
        let sections =
            pem_text::sections(certificates).map_err(|error| IdentityError::Pem(error.into()))?;
        let certificates =
            sections.into_iter().filter(pem_text::is_certificate).map(Pem::into_contents);
        let certificates = certificates.collect();
        let mut sections =
            pem_text::sections(key).map_err(|error| IdentityError::Pem(error.into()))?;
        sections.retain(|section| section.tag().ends_with("PRIVATE KEY"));
        match sections.as_slice() {
            [] => Err(IdentityError::NoKey),
            [section] => Self::assemble(certificates, private_key(section, passphrase)?, now),
            _ => Err(IdentityError::SeveralKeys(sections.len())),
        }
    }

    /// The one way to an identity, whatever it was read from.
    fn assemble(
        certificates: Vec<Vec<u8>>,
        mut key: PrivateKeyDer<'static>,
        now: SystemTime,
    ) -> Result<Self, IdentityError> {
        let mut certificates =
            certificates.into_iter().map(Certificate::from_der).collect::<Result<Vec<_>, _>>()?;
        if certificates.is_empty() {
            return Err(IdentityError::NoCertificate);
        }
        let signing_key = provider().key_provider.load_private_key(key.clone_key());
        key.zeroize();
        let signing_key = signing_key.map_err(|error| IdentityError::Key(error.into()))?;
        let public_key = signing_key.public_key();
        let public_key = public_key.as_ref().and_then(|info| public_key_bits(info));
        let own = certificates
            .iter()
            .position(|certificate| Some(certificate.public_key.as_slice()) == public_key);
        let certificate = certificates.remove(own.unwrap_or_default());
        certificate.check_validity(now)?;
        certificate.check_purpose()?;
        // Last, so that a key that came out wrong of a decryption can never pass.
        if own.is_none() {
            return Err(IdentityError::Mismatch);
        }
        let chain =
            std::iter::once(&certificate).chain(&certificates).map(|one| one.der.clone()).collect();
        Ok(Self { certified_key: Arc::new(CertifiedKey::new(chain, signing_key)), certificate })
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("common_name", &self.common_name())
            .field("not_before", &self.not_before())
            .field("not_after", &self.not_after())
            .finish_non_exhaustive()
    }
}

fn private_key(
    section: &Pem,
    _passphrase: Option<&str>,
) -> Result<PrivateKeyDer<'static>, IdentityError> {
    let encrypted = section.tag() == "ENCRYPTED PRIVATE KEY"
        || section.headers().get("Proc-Type").is_some_and(|value| value.contains("ENCRYPTED"));
    if encrypted {
        return Err(IdentityError::PassphraseMissing);
    }
    let der = section.contents().to_vec();
    match section.tag() {
        "PRIVATE KEY" => Ok(PrivatePkcs8KeyDer::from(der).into()),
        "RSA PRIVATE KEY" => Ok(PrivatePkcs1KeyDer::from(der).into()),
        "EC PRIVATE KEY" => Ok(PrivateSec1KeyDer::from(der).into()),
        other => Err(IdentityError::KeyForm(other.escape_debug().to_string())),
    }
}

/// The key itself, without its algorithm's parameters, whose absence some issuers spell differently.
fn public_key_bits(info: &[u8]) -> Option<&[u8]> {
    SubjectPublicKeyInfoRef::from_der(info).ok()?.subject_public_key.as_bytes()
}
