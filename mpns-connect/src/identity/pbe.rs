//! The password-based encryption schemes that a document names. They can be in many places, and the libraries'
//! errors do not always name them, so a document is searched for their encoded identifiers.

use x509_cert::der::asn1::ObjectIdentifier;

/// Every occurrence of a scheme or key derivation of PKCS#5 (RFC 8018) and PKCS#12 (RFC 7292), except those
/// inside encrypted parts.
pub(super) fn schemes(document: &[u8]) -> impl Iterator<Item = ObjectIdentifier> {
    [PKCS5, PKCS12_PBE].into_iter().flat_map(move |parent| {
        let length = parent.as_bytes().len().saturating_add(1);
        document.windows(length).filter_map(move |window| {
            let [last] = window.strip_prefix(parent.as_bytes())? else { return None };
            parent.push_arc((*last).into()).ok()
        })
    })
}

const PKCS5: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5");
const PKCS12_PBE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1");
