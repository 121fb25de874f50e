//! PKCS#12 (RFC 7292).

use p12_keystore::Pkcs12Archive;
use p12_keystore::error::Error;
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use x509_cert::der::asn1::{AnyRef, ObjectIdentifier};
use x509_cert::der::oid::db::rfc5911::ID_PBKDF_2;
use x509_cert::der::oid::db::rfc7292::{
    PBE_WITH_SHA_AND_3_KEY_TRIPLE_DES_CBC, PBEWITH_SHA_AND_40_BIT_RC_2_CBC,
};
use x509_cert::der::{self, ErrorKind, Reader as _, SliceReader, Tag};

use super::error::IdentityError;
use super::file_format::FileFormat;
use super::{algorithm, pbe};

/// All certificates and the one private key.
pub(super) fn read(
    pfx: &[u8],
    passphrase: &str,
) -> Result<(Vec<Vec<u8>>, PrivateKeyDer<'static>), IdentityError> {
    let mac = mac(pfx).map_err(|error| IdentityError::Pfx(error.into()));
    let mac = match FileFormat::of(pfx) {
        Some(format) if !format.is_pfx() => return Err(IdentityError::PfxFormat(format)),
        _ => mac?,
    };
    check_cost(pfx)?;
    // Once the MAC is verified, the passphrase is known to be right. Without a MAC, only what it decrypts to
    // shows it.
    let unreadable = |error| match mac {
        Some(_) => IdentityError::Pfx(error),
        None => wrong(passphrase),
    };
    let archive = Pkcs12Archive::from_pkcs12(pfx, passphrase).map_err(|error| match error {
        Error::UnsupportedEncryptionScheme | Error::UnsupportedMacAlgorithm => {
            IdentityError::UnsupportedEncryption(unsupported_scheme(pfx, mac))
        }
        Error::DerError(error) if error.kind() == (ErrorKind::Value { tag: Tag::BmpString }) => {
            // Only the passphrase is converted to such a string.
            IdentityError::PassphraseCharacter
        }
        Error::InvalidParameters => IdentityError::TooCostly,
        Error::InvalidVersion
        | Error::UnsupportedContentType
        | Error::UnsupportedCertificateType => IdentityError::Pfx(error.into()),
        Error::MacError(_) => wrong(passphrase),
        Error::DerError(error) => match error.kind() {
            ErrorKind::OidUnknown { oid } => {
                IdentityError::UnsupportedEncryption(algorithm::name(&oid))
            }
            _ => unreadable(error.into()),
        },
        error => unreadable(error.into()),
    })?;
    if archive.certs.is_empty() {
        return Err(IdentityError::NoCertificate);
    }
    let key = match archive.keys.as_slice() {
        [] => return Err(IdentityError::NoKey),
        [key] => PrivatePkcs8KeyDer::from(key.key.as_der().to_vec()),
        several => return Err(IdentityError::SeveralKeys(several.len())),
    };
    let certificates = archive.certs.iter().map(|bag| bag.cert.as_der().to_vec()).collect();
    Ok((certificates, key.into()))
}

fn wrong(passphrase: &str) -> IdentityError {
    if passphrase.is_empty() {
        IdentityError::PassphraseMissing
    } else {
        IdentityError::WrongPassphrase
    }
}

/// The MAC at the end of the file, if it has one. A file that was cut off is an error.
fn mac(pfx: &[u8]) -> der::Result<Option<AnyRef<'_>>> {
    let mut reader = SliceReader::new(pfx)?;
    let mac = reader.sequence(|reader| {
        reader.decode::<AnyRef<'_>>()?;
        reader.decode::<AnyRef<'_>>()?;
        reader.decode::<Option<AnyRef<'_>>>()
    })?;
    reader.finish()?;
    Ok(mac)
}

/// A file must not keep a program busy for minutes. The library limits each derivation to a million rounds, but
/// not their number, and continues after one that failed.
fn check_cost(pfx: &[u8]) -> Result<(), IdentityError> {
    // pkcs5 0.8 panics if the cost is 0. No common program uses scrypt in such files.
    if pfx.windows(SCRYPT.as_bytes().len()).any(|window| window == SCRYPT.as_bytes()) {
        return Err(IdentityError::UnsupportedEncryption("scrypt".to_owned()));
    }
    let derivations = pbe::schemes(pfx).filter(|oid| *oid != PBES2).count();
    if derivations <= MAX_DERIVATIONS { Ok(()) } else { Err(IdentityError::TooCostly) }
}

/// The name of an unsupported scheme in a file, or else of the digest of its MAC.
fn unsupported_scheme(pfx: &[u8], mac: Option<AnyRef<'_>>) -> String {
    pbe::schemes(pfx)
        .find(|oid| !SUPPORTED.contains(oid))
        .or_else(|| mac_digest(mac?))
        .map_or_else(|| "unknown".to_owned(), |oid| algorithm::name(&oid))
}

/// The digest of a MAC: the first element of the first element of its first element.
fn mac_digest(mac: AnyRef<'_>) -> Option<ObjectIdentifier> {
    let first =
        |sequence| SliceReader::new(sequence).and_then(|mut reader| reader.decode::<AnyRef<'_>>());
    let digest_info = first(mac.value()).ok()?;
    let algorithm = first(digest_info.value()).ok()?;
    first(algorithm.value()).ok()?.decode_as().ok()
}

/// A file with a client certificate usually has two, for the certificates and for the key, besides its MAC.
const MAX_DERIVATIONS: usize = 16;

const PBES2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.13");
const SCRYPT: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.11591.4.11");
const SUPPORTED: [ObjectIdentifier; 4] =
    [PBES2, ID_PBKDF_2, PBE_WITH_SHA_AND_3_KEY_TRIPLE_DES_CBC, PBEWITH_SHA_AND_40_BIT_RC_2_CBC];
