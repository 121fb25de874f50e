//! From a private key to one that can sign.

use std::ops::RangeInclusive;
use std::sync::Arc;

use rustls::sign::SigningKey;
use rustls_pki_types::PrivateKeyDer;
use x509_cert::der::Decode as _;
use x509_cert::spki::SubjectPublicKeyInfoRef;

use super::certificate::Certificate;
use super::ec_key;
use super::error::IdentityError;
use super::key_type::KeyType;
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

/// What a key is for, if that is not supported.
fn unsupported(key: &PrivateKeyDer<'_>) -> Option<String> {
    let kind = KeyType::of_private_key(key)?;
    let is_supported = match &kind {
        KeyType::Rsa { bits } => RSA_BITS.contains(bits),
        KeyType::Ec { curve } => CURVES.contains(&curve.as_str()),
        KeyType::Ed25519 => true,
        KeyType::Other(_) => false,
    };
    (!is_supported).then(|| kind.to_string())
}

/// Of those that a provider may refuse, the sizes and curves are in [`KEYS`](crate::provider::KEYS).
const RSA_BITS: RangeInclusive<usize> = 2048..=8192;
const CURVES: [&str; 3] = ["P-256", "P-384", "P-521"];
