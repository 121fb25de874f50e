//! Encrypted PKCS#8 (`ENCRYPTED PRIVATE KEY`) under PBES2 (RFC 8018).

use pkcs5::pbes2::{Kdf, Parameters};
use x509_cert::der::asn1::{ObjectIdentifier, OctetStringRef};
use x509_cert::der::{self, ErrorKind, Reader as _, SliceReader};
use x509_cert::spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

use super::cost::Cost;
use super::error::IdentityError;
use super::scheme::scheme_name;

/// The PKCS#8 key inside.
pub(super) fn decrypt(
    document: &[u8],
    passphrase: &str,
) -> Result<Zeroizing<Vec<u8>>, IdentityError> {
    let (algorithm, ciphertext) =
        outline(document).map_err(|error| IdentityError::Key(error.into()))?;
    if algorithm.oid != PBES2 {
        return Err(unsupported(&algorithm.oid));
    }
    let parameters = algorithm
        .parameters
        .map_or_else(|| Err(ErrorKind::Failed.into()), Parameters::try_from)
        .map_err(|error| match error.kind() {
            ErrorKind::OidUnknown { oid } => unsupported(&oid),
            _ => IdentityError::Key(error.into()),
        })?;
    check_cost(&parameters)?;
    let plain =
        parameters.decrypt(passphrase, ciphertext.as_bytes()).map_err(|error| match error {
            pkcs5::Error::DecryptFailed => IdentityError::WrongPassphrase,
            pkcs5::Error::UnsupportedAlgorithm { oid } => unsupported(&oid),
            other => IdentityError::Key(other.into()),
        });
    plain.map(Zeroizing::new)
}

fn outline(document: &[u8]) -> der::Result<(AlgorithmIdentifierRef<'_>, &OctetStringRef)> {
    let mut reader = SliceReader::new(document)?;
    let parts =
        reader.sequence(|reader| Ok::<_, der::Error>((reader.decode()?, reader.decode()?)))?;
    reader.finish()?;
    Ok(parts)
}

fn check_cost(parameters: &Parameters) -> Result<(), IdentityError> {
    let mut cost = Cost::default();
    match &parameters.kdf {
        Kdf::Pbkdf2(pbkdf2) => cost.add_rounds(pbkdf2.iteration_count.into()),
        Kdf::Scrypt(scrypt) => cost
            .add_scrypt(
                scrypt.cost_parameter,
                scrypt.block_size.into(),
                scrypt.parallelization.into(),
            )
            .map_err(|error| IdentityError::Key(error.into()))?,
        _ => {}
    }
    cost.check()
}

fn unsupported(oid: &ObjectIdentifier) -> IdentityError {
    IdentityError::UnsupportedEncryption(scheme_name(oid))
}

const PBES2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.13");
