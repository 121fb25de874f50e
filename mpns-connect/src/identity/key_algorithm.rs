//! What a private key is for, for errors about those that are not supported.

use rustls_pki_types::PrivateKeyDer;
use x509_cert::der::asn1::AnyRef;
use x509_cert::der::{self, Reader as _, SliceReader};
use x509_cert::spki::AlgorithmIdentifierRef;

/// The name of a PKCS#8 key's algorithm, or the numbers if it has none here; nothing for one that may be
/// supported.
pub(super) fn unsupported(key: &PrivateKeyDer<'_>) -> Option<String> {
    let PrivateKeyDer::Pkcs8(key) = key else { return None };
    let oid = algorithm(key.secret_pkcs8_der()).ok()?.oid.to_string();
    match ALGORITHMS.iter().find(|(number, _)| *number == oid) {
        Some((_, "")) => None,
        Some((_, name)) => Some((*name).to_owned()),
        None => Some(oid),
    }
}

fn algorithm(pkcs8: &[u8]) -> der::Result<AlgorithmIdentifierRef<'_>> {
    SliceReader::new(pkcs8)?.sequence(|reader| {
        reader.decode::<AnyRef<'_>>()?;
        let algorithm = reader.decode()?;
        reader.drain(reader.remaining_len())?;
        Ok(algorithm)
    })
}

/// Those without a name are supported (RFC 8017, RFC 5480, RFC 8410).
const ALGORITHMS: [(&str, &str); 9] = [
    ("1.2.840.113549.1.1.1", ""),
    ("1.2.840.10045.2.1", ""),
    ("1.3.101.112", ""),
    ("1.2.840.113549.1.1.10", "RSASSA-PSS"),
    ("1.2.840.10040.4.1", "DSA"),
    ("1.2.840.113549.1.3.1", "DH"),
    ("1.3.101.110", "X25519"),
    ("1.3.101.111", "X448"),
    ("1.3.101.113", "Ed448"),
];
