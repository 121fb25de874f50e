use std::fmt;

use pkcs8::PrivateKeyInfoRef;
use rustls_pki_types::PrivateKeyDer;
use sec1::{EcParameters, EcPrivateKey};
use x509_cert::der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, UintRef};
use x509_cert::der::oid::db::{rfc5912, rfc8410};
use x509_cert::der::{self, Decode as _, Reader as _, SliceReader};
use x509_cert::spki::AlgorithmIdentifierRef;

use super::algorithm;

/// The kind and size of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyType {
    /// RSA, with the length of its modulus.
    Rsa {
        /// In bits.
        bits: usize,
    },
    /// EC, with the name of its curve.
    Ec {
        /// Such as `P-256`; of a curve without such a name, its object identifier.
        curve: String,
    },
    /// Ed25519.
    Ed25519,
    /// Another kind: its name, or its object identifier.
    Other(String),
}

impl KeyType {
    /// That of a public key: the content of a `SubjectPublicKeyInfo` (RFC 5280), without its own tag and length.
    pub(crate) fn of_public_key(content: &[u8]) -> der::Result<Self> {
        let mut reader = SliceReader::new(content)?;
        let algorithm: AlgorithmIdentifierRef<'_> = reader.decode()?;
        let key: BitStringRef<'_> = reader.decode()?;
        let modulus = |reader: &mut SliceReader<'_>| rsa_bits(reader);
        Ok(Self::new(&algorithm, || within(key.raw_bytes(), modulus).ok()))
    }

    /// That of a private key; `None` if it is malformed or does not say.
    pub(super) fn of_private_key(key: &PrivateKeyDer<'_>) -> Option<Self> {
        // The version is before the modulus.
        let modulus = |reader: &mut SliceReader<'_>| {
            reader.decode::<AnyRef<'_>>()?;
            rsa_bits(reader)
        };
        match key {
            PrivateKeyDer::Pkcs8(key) => {
                let info = PrivateKeyInfoRef::from_der(key.secret_pkcs8_der()).ok()?;
                let bits = || within(info.private_key.as_bytes(), modulus).ok();
                Some(Self::new(&info.algorithm, bits))
            }
            PrivateKeyDer::Pkcs1(key) => {
                within(key.secret_pkcs1_der(), modulus).ok().map(|bits| Self::Rsa { bits })
            }
            PrivateKeyDer::Sec1(key) => {
                match EcPrivateKey::from_der(key.secret_sec1_der()).ok()?.parameters? {
                    EcParameters::NamedCurve(oid) => Some(Self::Ec { curve: curve_name(oid) }),
                }
            }
            _ => None,
        }
    }

    fn new(algorithm: &AlgorithmIdentifierRef<'_>, bits: impl Fn() -> Option<usize>) -> Self {
        let curve = || algorithm.parameters?.decode_as::<ObjectIdentifier>().ok();
        let known = match algorithm.oid {
            rfc5912::RSA_ENCRYPTION => bits().map(|bits| Self::Rsa { bits }),
            rfc5912::ID_EC_PUBLIC_KEY => curve().map(|oid| Self::Ec { curve: curve_name(oid) }),
            rfc8410::ID_ED_25519 => Some(Self::Ed25519),
            _ => None,
        };
        known.unwrap_or_else(|| Self::Other(algorithm::name(&algorithm.oid)))
    }
}

impl fmt::Display for KeyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa { bits } => write!(f, "RSA of {bits} bits"),
            Self::Ec { curve } => write!(f, "EC on {curve}"),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::Other(name) => f.write_str(name),
        }
    }
}

/// Reads the beginning of a sequence.
fn within<'a, T>(
    document: &'a [u8],
    read: impl FnOnce(&mut SliceReader<'a>) -> der::Result<T>,
) -> der::Result<T> {
    let whole: AnyRef<'a> = SliceReader::new(document)?.decode()?;
    read(&mut SliceReader::new(whole.value())?)
}

/// The length of the modulus, which is the next element (RFC 8017).
fn rsa_bits(reader: &mut SliceReader<'_>) -> der::Result<usize> {
    let modulus: UintRef<'_> = reader.decode()?;
    let bytes = modulus.as_bytes();
    let zeros = bytes.first().map_or(0, |first| first.leading_zeros());
    let zeros = usize::try_from(zeros).unwrap_or_default();
    Ok(bytes.len().saturating_mul(8).saturating_sub(zeros))
}

/// NIST's name of a curve.
fn curve_name(curve: ObjectIdentifier) -> String {
    match curve {
        rfc5912::SECP_256_R_1 => "P-256".to_owned(),
        rfc5912::SECP_384_R_1 => "P-384".to_owned(),
        rfc5912::SECP_521_R_1 => "P-521".to_owned(),
        other => algorithm::name(&other),
    }
}
