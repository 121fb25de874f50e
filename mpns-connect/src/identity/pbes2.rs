//! Encrypted PKCS#8 (`ENCRYPTED PRIVATE KEY`) under PBES2 (RFC 8018).

use pkcs8::EncryptedPrivateKeyInfoRef;
use pkcs8::der::asn1::ObjectIdentifier;
use pkcs8::der::{self, Decode as _, ErrorKind, SecretDocument, Tag};
use pkcs8::pkcs5::pbes2::{Kdf, ScryptParams};
use pkcs8::pkcs5::{self, EncryptionScheme};

use super::error::IdentityError;
use super::{algorithm, pbe};

/// The decrypted PKCS#8 key.
pub(super) fn decrypt(document: &[u8], passphrase: &str) -> Result<SecretDocument, IdentityError> {
    let info = EncryptedPrivateKeyInfoRef::from_der(document)
        .map_err(|error| unreadable(document, error))?;
    match &info.encryption_algorithm {
        EncryptionScheme::Pbes2(parameters) => check_cost(&parameters.kdf)?,
        EncryptionScheme::Pbes1(algorithm) => {
            let name = format!("{:?}", algorithm.encryption);
            return Err(IdentityError::UnsupportedEncryption(name));
        }
        other => return Err(unsupported(&other.oid())),
    }
    info.decrypt(passphrase).map_err(|error| match error {
        // One wrong passphrase in 256 leaves correct padding, but what it decrypts to is not a complete document.
        pkcs8::Error::EncryptedPrivateKey(pkcs5::Error::DecryptFailed) | pkcs8::Error::Asn1(_) => {
            IdentityError::WrongPassphrase
        }
        pkcs8::Error::EncryptedPrivateKey(pkcs5::Error::UnsupportedAlgorithm { oid }) => {
            unsupported(&oid)
        }
        other => IdentityError::Key(other.into()),
    })
}

fn unreadable(document: &[u8], error: der::Error) -> IdentityError {
    match error.kind() {
        ErrorKind::OidUnknown { oid } => unsupported(&oid),
        // A scheme of PKCS#12, which the library's error does not name.
        ErrorKind::Value { tag: Tag::ObjectIdentifier } => match pbe::schemes(document).next() {
            Some(oid) => unsupported(&oid),
            None => IdentityError::Key(error.into()),
        },
        _ => IdentityError::Key(error.into()),
    }
}

fn unsupported(oid: &ObjectIdentifier) -> IdentityError {
    IdentityError::UnsupportedEncryption(algorithm::name(oid))
}

/// A file must not keep a program busy for minutes or exhaust its memory.
fn check_cost(kdf: &Kdf) -> Result<(), IdentityError> {
    let affordable = match kdf {
        Kdf::Pbkdf2(pbkdf2) => pbkdf2.iteration_count <= MAX_ROUNDS,
        // RFC 7914 (section 2) does not allow it, and pkcs5 0.8 panics if it is 0.
        Kdf::Scrypt(ScryptParams { cost_parameter: ..2, .. }) => {
            return Err(IdentityError::Key(der::Error::from(Tag::Integer.value_error()).into()));
        }
        Kdf::Scrypt(scrypt) => {
            let block = u64::from(scrypt.block_size).saturating_mul(128);
            let parallelization = u64::from(scrypt.parallelization);
            let memory = block.saturating_mul(scrypt.cost_parameter.max(parallelization));
            let filled =
                block.saturating_mul(scrypt.cost_parameter).saturating_mul(parallelization);
            memory <= MAX_MEMORY && filled <= MAX_FILLED
        }
        _ => true,
    };
    if affordable { Ok(()) } else { Err(IdentityError::TooCostly) }
}

/// Of PBKDF2: about ten times what is recommended today, and some seconds of work.
const MAX_ROUNDS: u32 = 10_000_000;
/// Of scrypt, at one time, in bytes: eight times what its authors recommend for files.
const MAX_MEMORY: u64 = 1 << 28;
/// Of scrypt, filled in total, in bytes.
const MAX_FILLED: u64 = 1 << 30;

#[cfg(test)]
mod tests {
    use pkcs8::pkcs5::pbes2::{Pbkdf2Params, Salt};

    use super::*;

    #[test]
    fn every_derivation_has_a_limit() {
        let pbkdf2 = |rounds| Kdf::Pbkdf2(Pbkdf2Params::hmac_sha256(rounds, b"saltsalt").unwrap());
        let scrypt = |cost_parameter, block_size, parallelization| {
            let salt = Salt::new(b"saltsalt").unwrap();
            let key_length = None;
            Kdf::Scrypt(ScryptParams {
                salt,
                cost_parameter,
                block_size,
                parallelization,
                key_length,
            })
        };
        #[rustfmt::skip]
        let cases = [
            (pbkdf2(10_000_000), "Ok"),
            (pbkdf2(10_000_001), "TooCostly"),
            (scrypt(0, 8, 1), "Key"),
            (scrypt(1, 8, 1), "Key"),
            (scrypt(2, 8, 1), "Ok"),
            (scrypt(1 << 18, 8, 1), "Ok"),
            (scrypt((1 << 18) + 1, 8, 1), "TooCostly"),
            (scrypt(1 << 20, 8, 1), "TooCostly"),
            (scrypt(1 << 18, 8, 4), "Ok"),
            (scrypt(1 << 18, 8, 5), "TooCostly"),
            (scrypt(2, u16::MAX, u16::MAX), "TooCostly"),
            (scrypt(u64::MAX, u16::MAX, u16::MAX), "TooCostly"),
        ];
        for (kdf, expected) in cases {
            let verdict = format!("{:?}", check_cost(&kdf).map_err(|error| format!("{error:?}")));
            assert!(verdict.contains(expected), "{kdf:?}: {verdict}");
        }
    }
}
