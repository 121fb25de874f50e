//! EC keys without their public half, as Java's keytool writes them. It is optional in RFC 5915, but ring
//! requires it.

use rustls_pki_types::{PrivateKeyDer, PrivateSec1KeyDer};
use sec1::EcPrivateKey;
use x509_cert::der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use x509_cert::der::{self, Decode as _, Encode as _, ErrorKind, Reader as _, SliceReader};
use x509_cert::spki::AlgorithmIdentifierRef;

/// The same key with this public half, unless the key has one, is not an EC key, or has another size.
pub(super) fn with_public_key(
    key: &PrivateKeyDer<'_>,
    public_key: &[u8],
) -> Option<PrivateSec1KeyDer<'static>> {
    let document = match key {
        PrivateKeyDer::Pkcs8(pkcs8) => inner(pkcs8.secret_pkcs8_der()).ok()?,
        PrivateKeyDer::Sec1(sec1) => sec1.secret_sec1_der(),
        _ => return None,
    };
    let key = EcPrivateKey::from_der(document).ok()?;
    // An uncompressed point on P-256 or P-384: a byte that says so, and two numbers as long as the private one.
    let fits = matches!((key.private_key.len(), public_key.len()), (32, 65) | (48, 97));
    if key.public_key.is_some() || !fits {
        return None;
    }
    let completed = EcPrivateKey { public_key: Some(public_key), ..key };
    completed.to_der().ok().map(PrivateSec1KeyDer::from)
}

/// The EC key inside a PKCS#8 key.
fn inner(pkcs8: &[u8]) -> der::Result<&[u8]> {
    let mut reader = SliceReader::new(pkcs8)?;
    reader.sequence(|reader| {
        reader.decode::<AnyRef<'_>>()?;
        let algorithm = reader.decode::<AlgorithmIdentifierRef<'_>>()?;
        if algorithm.oid != EC_PUBLIC_KEY {
            return Err(ErrorKind::OidUnknown { oid: algorithm.oid }.into());
        }
        let key = reader.decode::<&OctetStringRef>()?;
        while !reader.is_finished() {
            reader.decode::<AnyRef<'_>>()?;
        }
        Ok::<_, der::Error>(key.as_bytes())
    })
}

/// RFC 5480.
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
