use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use rustls::sign::CertifiedKey;
use rustls_pki_types::PrivateKeyDer;

use super::certificate::Certificate;
use super::error::IdentityError;
use super::matched::Matched;
use super::pem_key::private_key;
use super::pem_text;
#[cfg(feature = "pfx")]
use super::pfx;

/// A TLS client certificate with its chain and its private key.
///
/// An `Identity` has been checked: the key belongs to the certificate, which was valid when it was loaded and
/// allows client authentication. `Debug` does not show the key. Clones share it.
///
/// Keys are PKCS#8, PKCS#1 or SEC1:
///
/// | kind of key | with `ring` | with `aws-lc-rs` |
/// |---|---|---|
/// | RSA | 2048, 3072 or 4096 bits, exponent at least 65537 | 2048 to 8192 bits |
/// | EC | P-256, P-384 | P-256, P-384, P-521 |
/// | Ed25519 | yes | yes |
///
/// ring accepts no RSA sizes in between: both primes must have the same length, a multiple of 512 bits. Keys
/// that are only for RSASSA-PSS are not supported.
///
/// The order of the certificates does not matter: the key identifies the client's. If several have this key, as
/// after a renewal, the first one that can be used now is chosen. Certificates of other keys follow in their
/// order.
#[derive(Clone)]
pub struct Identity {
    certified_key: Arc<CertifiedKey>,
    certificate: Certificate,
}

impl Identity {
    /// Reads certificates (`CERTIFICATE` sections: the client's and the intermediate ones) from one PEM text,
    /// and the private key from another. Both may contain other sections and may be the same text.
    ///
    /// The certificate must be valid by the system's clock.
    ///
    /// # Errors
    ///
    /// See [`IdentityError`]. An encrypted key is [`IdentityError::PassphraseMissing`], or
    /// [`IdentityError::EncryptedKeysDisabled`] without the feature `encrypted-keys`.
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

    /// As [`Identity::from_pem`], with an encrypted private key. If the key is not encrypted, the passphrase is
    /// ignored.
    ///
    /// The key is PKCS#8 under PBES2 (`ENCRYPTED PRIVATE KEY`; AES-128, AES-192, AES-256 or 3DES in CBC mode,
    /// with PBKDF2 or scrypt), or in OpenSSL's older form (`Proc-Type: 4,ENCRYPTED`; AES-128, AES-192, AES-256,
    /// 3DES or DES in CBC mode).
    ///
    /// # Errors
    ///
    /// See [`IdentityError`].
    #[cfg(feature = "encrypted-keys")]
    pub fn from_encrypted_pem(
        certificates: &[u8],
        key: &[u8],
        passphrase: &str,
    ) -> Result<Self, IdentityError> {
        Self::read_pem(certificates, key, Some(passphrase), SystemTime::now())
    }

    /// Reads certificates and private key from a PKCS#12 file (`.pfx`, `.p12`), as OpenSSL, Java's keytool and
    /// Windows write it: under PBES2 with PBKDF2, or in older files under 3DES and 40-bit RC2. For a file
    /// without encryption, or with an empty passphrase, pass an empty one.
    ///
    /// # Errors
    ///
    /// See [`IdentityError`]. In a file without a MAC, a wrong passphrase looks like a damaged file; both are
    /// [`IdentityError::WrongPassphrase`].
    ///
    /// [`IdentityError::TooCostly`] is for a file with more than 16 key derivations, or one of more than a
    /// million rounds. Derivations inside encrypted parts are not counted, only limited one by one (a million
    /// rounds, 1 GiB of scrypt): do not open an untrusted file with a passphrase that its author gave you.
    #[cfg(feature = "pfx")]
    pub fn from_pfx(pfx: &[u8], passphrase: &str) -> Result<Self, IdentityError> {
        let (certificates, key) = pfx::read(pfx, passphrase)?;
        Self::assemble(certificates, key, SystemTime::now())
    }

    /// The common name of the certificate's subject. In MPNS it is the name of the authenticated service.
    #[must_use]
    pub fn common_name(&self) -> Option<&str> {
        self.certificate.common_name.as_deref()
    }

    /// The client's certificate. [`IdentityFacts`](crate::IdentityFacts) has the others, and those that cannot be used.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The first moment at which the certificate is valid.
    #[must_use]
    pub fn not_before(&self) -> SystemTime {
        self.certificate.not_before.to_system_time()
    }

    /// The last moment at which the certificate is valid.
    #[must_use]
    pub fn not_after(&self) -> SystemTime {
        self.certificate.not_after.to_system_time()
    }

    /// Checks that the certificate is valid. It was when it was loaded, but may expire while a program runs.
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

    pub(super) fn read_pem(
        certificates: &[u8],
        key: &[u8],
        passphrase: Option<&str>,
        now: SystemTime,
    ) -> Result<Self, IdentityError> {
        let certificates = pem_text::certificates(certificates)?;
        Self::assemble(certificates, private_key(pem_text::key(key)?, passphrase)?, now)
    }

    /// The only way to create an identity, whatever it was read from.
    pub(super) fn assemble(
        certificates: Vec<Vec<u8>>,
        key: PrivateKeyDer<'static>,
        now: SystemTime,
    ) -> Result<Self, IdentityError> {
        let Matched { certificate, others, signing_key } = Matched::new(certificates, key, now)?;
        certificate.check_use(now)?;
        let chain =
            std::iter::once(&certificate).chain(&others).map(|one| one.der.clone()).collect();
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
