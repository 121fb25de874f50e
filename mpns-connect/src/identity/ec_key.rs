//! EC keys without their public half, as Java's keytool writes them. RFC 5915 makes it optional, but ring
//! requires it.

use pkcs8::PrivateKeyInfoRef;
use rustls_pki_types::{PrivateKeyDer, PrivateSec1KeyDer};
use sec1::EcPrivateKey;
use x509_cert::der::oid::db::rfc5912::ID_EC_PUBLIC_KEY;
use x509_cert::der::{Decode as _, Encode as _};

/// Adds a public half to a key, unless it has one, is not an EC key, or is of another size.
pub(super) fn with_public_key(
    key: &PrivateKeyDer<'_>,
    public_key: &[u8],
) -> Option<PrivateSec1KeyDer<'static>> {
    let document = match key {
        PrivateKeyDer::Pkcs8(pkcs8) => inner(pkcs8.secret_pkcs8_der())?,
        PrivateKeyDer::Sec1(sec1) => sec1.secret_sec1_der(),
        _ => return None,
    };
    let key = EcPrivateKey::from_der(document).ok()?;
    // An uncompressed point on P-256 or P-384: one byte for the form, and two numbers as long as the private one.
    let fits = matches!((key.private_key.len(), public_key.len()), (32, 65) | (48, 97));
    if key.public_key.is_some() || !fits {
        return None;
    }
    let completed = EcPrivateKey { public_key: Some(public_key), ..key };
    completed.to_der().ok().map(PrivateSec1KeyDer::from)
}

/// The EC key inside a PKCS#8 key.
fn inner(pkcs8: &[u8]) -> Option<&[u8]> {
    let info = PrivateKeyInfoRef::from_der(pkcs8).ok()?;
    (info.algorithm.oid == ID_EC_PUBLIC_KEY).then(|| info.private_key.as_bytes())
}
