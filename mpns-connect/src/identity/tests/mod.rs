mod damaged;
#[cfg(feature = "encrypted-keys")]
mod encrypted;
mod facts;
mod formats;
#[cfg(feature = "pfx")]
mod pfx;
#[cfg(feature = "pfx")]
mod pfx_parts;
mod plain;
mod validity;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{CertificateParams, DnType, KeyPair};

use super::error::IdentityError;
use super::identity::Identity;

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../../tests/fixtures/", $name)).as_slice()
    };
}
use fixture;

/// The error about an encrypted key without a passphrase.
const NO_PASSPHRASE: &str =
    if cfg!(feature = "encrypted-keys") { "PassphraseMissing" } else { "EncryptedKeysDisabled" };

/// A moment at which the fixtures are valid, in 2025.
fn now() -> SystemTime {
    UNIX_EPOCH.checked_add(Duration::from_secs(1_750_000_000)).unwrap()
}

const EC: &[u8] = fixture!("ec.cert.pem");
const RSA: &[u8] = fixture!("rsa.cert.pem");
const ED25519: &[u8] = fixture!("ed25519.cert.pem");

fn read(
    certificates: &[u8],
    key: &[u8],
    passphrase: Option<&str>,
) -> Result<Identity, IdentityError> {
    Identity::read_pem(certificates, key, passphrase, now())
}

/// The name of an error's variant, or the common name: what a table of cases can contain.
fn kind(result: Result<Identity, IdentityError>) -> String {
    match result {
        Ok(identity) => format!("Ok {}", identity.common_name().unwrap()),
        Err(error) => format!("{error:?}").split(['(', ' ']).next().unwrap().to_owned(),
    }
}

fn made(change: impl FnOnce(&mut CertificateParams)) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "made");
    change(&mut params);
    (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
}
