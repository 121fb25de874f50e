//! PKCS#12 (RFC 7292).

use p12_keystore::Pkcs12Archive;
use p12_keystore::error::Error;
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use x509_cert::der::asn1::{AnyRef, ObjectIdentifier};
use x509_cert::der::{self, Encode as _, ErrorKind, Reader as _, SliceReader, Tag};

use super::error::IdentityError;
use super::pfx_cost::pfx_cost;
use super::scheme::{SCHEMES, scheme_name};

/// All certificates and the one private key.
pub(super) fn read(
    pfx: &[u8],
    passphrase: &str,
) -> Result<(Vec<Vec<u8>>, PrivateKeyDer<'static>), IdentityError> {
    let mac = mac(pfx).map_err(|error| IdentityError::Pfx(error.into()))?;
    let cost = pfx_cost(pfx, mac).map_err(|error| IdentityError::Pfx(error.into()))?;
    cost.check()?;
    if let Some(digest) = mac.and_then(mac_digest).filter(|oid| !MAC_DIGESTS.contains(oid)) {
        return Err(IdentityError::UnsupportedEncryption(scheme_name(&digest)));
    }
    // After the MAC was verified, the passphrase is known to be right. Without a MAC, what it decrypts to
    // tells.
    let unreadable = |error| match mac {
        Some(_) => IdentityError::Pfx(error),
        None => wrong(passphrase),
    };
    let archive = Pkcs12Archive::from_pkcs12(pfx, passphrase).map_err(|error| match error {
        Error::UnsupportedEncryptionScheme | Error::UnsupportedMacAlgorithm => {
            IdentityError::UnsupportedEncryption(unsupported_schemes(pfx))
        }
        Error::DerError(error) if error.kind() == (ErrorKind::Value { tag: Tag::BmpString }) => {
            // Nothing else is read as such a string.
            IdentityError::PassphraseCharacter
        }
        Error::InvalidParameters => IdentityError::TooCostly,
        Error::InvalidVersion
        | Error::UnsupportedContentType
        | Error::UnsupportedCertificateType => IdentityError::Pfx(error.into()),
        Error::MacError(_) => wrong(passphrase),
        Error::DerError(error) => match error.kind() {
            ErrorKind::OidUnknown { oid } => {
                IdentityError::UnsupportedEncryption(scheme_name(&oid))
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

/// The MAC at the end of the file, if it has one. An error unless the file is whole.
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

/// The digest of a MAC, which is the first element of its first element.
fn mac_digest(mac: AnyRef<'_>) -> Option<ObjectIdentifier> {
    let first =
        |sequence| SliceReader::new(sequence).and_then(|mut reader| reader.decode::<AnyRef<'_>>());
    let digest_info = first(mac.value()).ok()?;
    let algorithm = first(digest_info.value()).ok()?;
    first(algorithm.value()).ok()?.decode_as().ok()
}

/// The names of all schemes in a file that are not supported. Its algorithms are in many places, so the file is
/// searched for their encoded identifiers.
fn unsupported_schemes(pfx: &[u8]) -> String {
    let occurs = |dotted: &str| {
        let encoded = ObjectIdentifier::new(dotted).ok().and_then(|oid| oid.to_der().ok());
        encoded.is_some_and(|encoded| pfx.windows(encoded.len()).any(|window| window == encoded))
    };
    let found: Vec<_> = SCHEMES
        .iter()
        .filter(|(dotted, _)| !SUPPORTED.contains(dotted) && occurs(dotted))
        .map(|(_, name)| *name)
        .collect();
    if found.is_empty() { "unknown".to_owned() } else { found.join(", ") }
}

/// Those in the table of schemes that are supported.
const SUPPORTED: [&str; 2] = ["1.2.840.113549.1.12.1.3", "1.2.840.113549.1.12.1.6"];

/// SHA-1, and the six of SHA-2.
const MAC_DIGESTS: [ObjectIdentifier; 7] = [
    ObjectIdentifier::new_unwrap("1.3.14.3.2.26"),
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1"),
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2"),
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3"),
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.4"),
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.5"),
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.6"),
];
