//! From a private key to one that can sign.

use std::sync::Arc;

use pkcs8::PrivateKeyInfoRef;
use rustls::sign::SigningKey;
use rustls_pki_types::PrivateKeyDer;
use x509_cert::der::Decode as _;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::oid::db::{rfc5912, rfc8410};
use x509_cert::spki::SubjectPublicKeyInfoRef;

use super::certificate::Certificate;
use super::error::IdentityError;
use super::{algorithm, ec_key};
use crate::provider::provider;

pub(super) fn signing_key(
    key: &PrivateKeyDer<'static>,
    certificates: &[Certificate],
) -> Result<Arc<dyn SigningKey>, IdentityError> {
    let load = |key| provider().key_provider.load_private_key(key);
    let error = match load(key.clone_key()) {
        Ok(loaded) => return Ok(loaded),
        Err(error) => error,
    };
    let mut completed = certificates
        .iter()
        .filter_map(|one| ec_key::with_public_key(key, &one.public_key))
        .peekable();
    if completed.peek().is_none() {
        return Err(match unsupported(key) {
            Some(name) => IdentityError::KeyAlgorithm(name),
            None => IdentityError::Key(error.into()),
        });
    }
    // The library checks that both halves match.
    completed.find_map(|key| load(key.into()).ok()).ok_or(IdentityError::Mismatch)
}

/// The public half without its algorithm: issuers encode absent parameters in different ways.
pub(super) fn public_key_bits(key: &dyn SigningKey) -> Option<Vec<u8>> {
    let info = key.public_key()?;
    let info = SubjectPublicKeyInfoRef::from_der(&info).ok()?;
    info.subject_public_key.as_bytes().map(<[u8]>::to_vec)
}

/// The name of a PKCS#8 key's algorithm, unless it may be supported.
fn unsupported(key: &PrivateKeyDer<'_>) -> Option<String> {
    let PrivateKeyDer::Pkcs8(key) = key else { return None };
    let oid = PrivateKeyInfoRef::from_der(key.secret_pkcs8_der()).ok()?.algorithm.oid;
    (!SUPPORTED.contains(&oid)).then(|| algorithm::name(&oid))
}

const SUPPORTED: [ObjectIdentifier; 3] =
    [rfc5912::RSA_ENCRYPTION, rfc5912::ID_EC_PUBLIC_KEY, rfc8410::ID_ED_25519];
