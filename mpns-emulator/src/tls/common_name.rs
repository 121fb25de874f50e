use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der::asn1::{Any, BmpString};
use x509_cert::der::oid::db::rfc4519::CN;
use x509_cert::der::{Decode as _, Tag, Tagged as _};

/// The common name of the subject of a certificate; the last if it has several, which is the most specific.
pub(super) fn common_name(certificate: &[u8]) -> Option<String> {
    let certificate = CertificateInner::<Raw>::from_der(certificate).ok()?;
    let subject = certificate.tbs_certificate().subject();
    let names = subject.iter().filter(|attribute| attribute.oid == CN);
    names.filter_map(|attribute| text(&attribute.value)).last()
}

/// Certificates of old authorities have text of every string type.
fn text(value: &Any) -> Option<String> {
    match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String => {
            String::from_utf8(value.value().to_vec()).ok()
        }
        // The standard says T.61, but real certificates have Latin-1.
        Tag::TeletexString => Some(value.value().iter().copied().map(char::from).collect()),
        Tag::BmpString => BmpString::from_ucs2(value.value()).ok().map(|text| text.to_string()),
        _ => None,
    }
}
