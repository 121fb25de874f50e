use std::error::Error;

/// Why a client certificate with its key cannot be used. Neither key nor passphrase is part of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// A text is not PEM, or was cut off.
    #[error("the certificates or the private key are not well-formed pem")]
    Pem(#[source] Box<dyn Error + Send + Sync>),
    /// There is no certificate.
    #[error("there is no certificate")]
    NoCertificate,
    /// There is no private key.
    #[error("there is no private key")]
    NoKey,
    /// There are several private keys, this many.
    #[error("there are {0} private keys, where one is expected")]
    SeveralKeys(usize),
    /// A certificate is not X.509.
    #[error("a certificate is not a well-formed X.509 certificate")]
    Certificate(#[source] Box<dyn Error + Send + Sync>),
    /// The private key is malformed, or of a kind or size that TLS has no use for here.
    #[error(
        "the private key is malformed or not supported: \
         RSA of at least 2048 bits, EC on P-256 or P-384, and Ed25519 are"
    )]
    Key(#[source] Box<dyn Error + Send + Sync>),
    /// The private key is in this form, which is not read.
    #[error("the private key is a `{0}`, which is not supported: PKCS#8, PKCS#1 and SEC1 are")]
    KeyForm(String),
    /// The key is encrypted, and there is no passphrase, or an empty one for a PKCS#12 file.
    #[error("the private key is encrypted and no passphrase is given")]
    PassphraseMissing,
    /// The passphrase does not decrypt the key.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// The key, or the file that it is in, is encrypted or authenticated by this scheme, which is
    /// not read.
    #[error(
        "the encryption scheme `{0}` is not supported: PBES2 with AES-CBC or 3DES is, \
         legacy pem with AES, 3DES or DES, \
         and PKCS#12 with 3DES or 40 bit RC2"
    )]
    UnsupportedEncryption(String),
    /// Trying a passphrase would take too long or too much memory, as the file's parameters want
    /// it.
    #[error(
        "trying the passphrase is too costly: at most ten million rounds of PBKDF2 \
         (one million for each key of PKCS#12), and 256 MiB of scrypt (1 GiB one after the other), \
         are spent"
    )]
    TooCostly,
    /// The header of an encrypted PEM section that names the cipher is missing or malformed.
    #[error("the private key's `DEK-Info` header is missing or malformed")]
    DekInfo,
    /// The file is not PKCS#12, or was cut off.
    #[error("the file is not well-formed PKCS#12")]
    Pfx(#[source] Box<dyn Error + Send + Sync>),
    /// The certificate's validity has ended.
    #[error("the certificate{} expired at {not_after}", named(.name))]
    Expired {
        /// Its subject's common name.
        name: Option<String>,
        /// Its last valid moment, in UTC.
        not_after: String,
    },
    /// The certificate's validity has not begun.
    #[error("the certificate{} is not valid before {not_before}", named(.name))]
    NotYetValid {
        /// Its subject's common name.
        name: Option<String>,
        /// Its first valid moment, in UTC.
        not_before: String,
    },
    /// The certificate may be used for other purposes alone.
    #[error("the certificate{} is not for client authentication: its extended key usage leaves that out", named(.name))]
    NotForClients {
        /// Its subject's common name.
        name: Option<String>,
    },
    /// The key is not that of any of the certificates.
    #[error("the private key does not belong to the certificate")]
    Mismatch,
}

fn named(name: &Option<String>) -> String {
    name.as_ref().map(|name| format!(" `{}`", name.escape_debug())).unwrap_or_default()
}
