use std::error::Error;
use std::time::SystemTime;

use super::file_format::FileFormat;
use crate::provider::KEYS;
use crate::utc::utc;

/// Why a client certificate with its key cannot be used. It shows neither the key nor the passphrase.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// The text of the certificates is not PEM, or was cut off. PKCS#12 files are for `Identity::from_pfx`,
    /// with the feature `pfx`.
    #[error("the text of the certificates is not well-formed PEM")]
    CertificatePem(#[source] Box<dyn Error + Send + Sync>),
    /// The text of the private key is not PEM, or was cut off.
    #[error("the text of the private key is not well-formed PEM")]
    KeyPem(#[source] Box<dyn Error + Send + Sync>),
    /// The text of the certificates is another kind of file.
    #[error("a certificate in PEM is expected, and this is {0}")]
    CertificateFormat(FileFormat),
    /// The text of the private key is another kind of file.
    #[error("a private key in PEM is expected, and this is {0}")]
    KeyFormat(FileFormat),
    /// What should be PKCS#12 is another kind of file.
    #[error("PKCS#12 is expected, and this is {0}")]
    PfxFormat(FileFormat),
    /// There is no certificate.
    #[error("there is no certificate")]
    NoCertificate,
    /// There is no private key.
    #[error("there is no private key")]
    NoKey,
    /// There are several private keys: their number.
    #[error("there are {0} private keys, where one is expected")]
    SeveralKeys(usize),
    /// A certificate is not X.509.
    #[error("a certificate is not a well-formed X.509 certificate")]
    Certificate(#[source] Box<dyn Error + Send + Sync>),
    /// The private key is malformed, or its size or curve is not supported: see
    /// [`Identity`](crate::Identity).
    #[error("the private key is malformed or not supported; supported are {KEYS}")]
    Key(#[source] Box<dyn Error + Send + Sync>),
    /// The private key is of this kind, which is not supported: its algorithm by name or object identifier, or its size
    /// or curve.
    #[error("the private key is for `{0}`, which is not supported; supported are {KEYS}")]
    KeyAlgorithm(String),
    /// The private key is in this form, which is not supported.
    #[error(
        "the private key is a `{0}`, which is not supported; supported are PKCS#8, PKCS#1 and SEC1"
    )]
    KeyForm(String),
    /// The private key is encrypted, and this build cannot decrypt one: it lacks the feature `encrypted-keys`.
    #[error(
        "the private key is encrypted, which only the feature `encrypted-keys` of mpns-connect reads"
    )]
    EncryptedKeysDisabled,
    /// The private key is encrypted, and there is no passphrase, or an empty one for a PKCS#12 file.
    #[error("the private key is encrypted and no passphrase is given")]
    PassphraseMissing,
    /// The passphrase has a character above U+FFFF, such as an emoji. UCS-2, the encoding of passphrases in
    /// PKCS#12, does not have them; OpenSSL writes them as surrogates.
    #[error("passphrases with characters above U+FFFF are not supported in PKCS#12")]
    PassphraseCharacter,
    /// The passphrase does not decrypt the key.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// The key, or the file that it is in, is encrypted or authenticated by this scheme, which is not
    /// supported: its name, or its object identifier.
    #[error(
        "the encryption or MAC scheme `{0}` is not supported; supported are PBES2 with AES-CBC or 3DES, \
         legacy PEM with AES, 3DES or DES, and PKCS#12 with 3DES or 40-bit RC2 and a MAC of SHA-1 or SHA-2"
    )]
    UnsupportedEncryption(String),
    /// With the file's parameters, trying a passphrase would take too long or too much memory.
    #[error(
        "trying the passphrase is too costly: the limits are ten million rounds of PBKDF2 \
         (in PKCS#12, 16 derivations of one million rounds each), and 256 MiB of scrypt at a time, 1 GiB in total"
    )]
    TooCostly,
    /// The header of an encrypted PEM section that names the cipher is missing or malformed.
    #[error("the private key's `DEK-Info` header is missing or malformed")]
    DekInfo,
    /// The file is not PKCS#12, or was cut off.
    #[error("the file is not well-formed PKCS#12")]
    Pfx(#[source] Box<dyn Error + Send + Sync>),
    /// The certificate's validity has ended.
    #[error("the certificate{} expired at {}", named(.name), utc(*.not_after))]
    Expired {
        /// Its subject's common name.
        name: Option<String>,
        /// The last moment at which it was valid.
        not_after: SystemTime,
    },
    /// The certificate's validity has not begun.
    #[error("the certificate{} is not valid before {}", named(.name), utc(*.not_before))]
    NotYetValid {
        /// Its subject's common name.
        name: Option<String>,
        /// The first moment at which it is valid.
        not_before: SystemTime,
    },
    /// The certificate is for other purposes only.
    #[error("the certificate{} is not for client authentication: its extended key usage leaves that out", named(.name))]
    NotForClients {
        /// Its subject's common name.
        name: Option<String>,
    },
    /// The private key does not belong to any of the certificates.
    #[error("the private key does not belong to the certificate")]
    Mismatch,
}

fn named(name: &Option<String>) -> String {
    name.as_ref().map(|name| format!(" `{}`", name.escape_debug())).unwrap_or_default()
}
