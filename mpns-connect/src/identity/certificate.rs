//! What is read from an X.509 certificate.

use std::time::SystemTime;

use rustls_pki_types::CertificateDer;
use x509_cert::{
    certificate::{CertificateInner, Raw},
    der::{
        Decode as _, Tag, Tagged as _,
        asn1::{Any, BmpString, ObjectIdentifier},
    },
    ext::pkix::ExtendedKeyUsage,
    name::Name,
    time::Time,
};

use super::IdentityError;

/// A certificate and the parts of it that decide on its use.
#[derive(Clone)]
pub(super) struct Certificate {
    pub(super) der: CertificateDer<'static>,
    pub(super) common_name: Option<String>,
    pub(super) not_before: SystemTime,
    pub(super) not_after: SystemTime,
    /// The bits of the public key, without algorithm and parameters.
    pub(super) public_key: Vec<u8>,
    for_clients: bool,
    validity: (Time, Time),
}

impl Certificate {
    pub(super) fn from_der(der: Vec<u8>) -> Result<Self, IdentityError> {
        let malformed = |error| IdentityError::Certificate(Box::new(error));
        let parsed = CertificateInner::<Raw>::from_der(&der).map_err(malformed)?;
        let content = parsed.tbs_certificate();
        let usage = content.get_extension::<ExtendedKeyUsage>().map_err(malformed)?;
        let validity = content.validity();
        Ok(Self {
            common_name: common_name(content.subject()),
            not_before: validity.not_before.to_system_time(),
            not_after: validity.not_after.to_system_time(),
            public_key: content.subject_public_key_info().subject_public_key.raw_bytes().to_vec(),
            for_clients: usage.is_none_or(|(_, ExtendedKeyUsage(usages))| {
                usages.iter().any(|usage| [CLIENT_AUTH, ANY_EXTENDED_KEY_USAGE].contains(usage))
            }),
            validity: (validity.not_before, validity.not_after),
            der: CertificateDer::from(der),
        })
    }

    pub(super) fn check_validity(&self, now: SystemTime) -> Result<(), IdentityError> {
        let name = self.common_name.clone();
        if now < self.not_before {
            return Err(IdentityError::NotYetValid {
                name,
                not_before: self.validity.0.to_date_time().to_string(),
            });
        }
        if now > self.not_after {
            return Err(IdentityError::Expired {
                name,
                not_after: self.validity.1.to_date_time().to_string(),
            });
        }
        Ok(())
    }

    pub(super) fn check_purpose(&self) -> Result<(), IdentityError> {
        if self.for_clients {
            Ok(())
        } else {
            Err(IdentityError::NotForClients { name: self.common_name.clone() })
        }
    }
}

/// The last and so most specific one, where there are several.
fn common_name(subject: &Name) -> Option<String> {
    subject
        .iter()
        .filter(|attribute| attribute.oid == COMMON_NAME)
        .filter_map(|attribute| text(&attribute.value))
        .last()
}

/// Old authorities write names in every string type there is.
fn text(value: &Any) -> Option<String> {
    match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String => {
            String::from_utf8(value.value().to_vec()).ok()
        }
        // By its standard it is T.61; what is found in certificates is Latin-1.
        Tag::TeletexString => Some(value.value().iter().copied().map(char::from).collect()),
        Tag::BmpString => BmpString::from_ucs2(value.value()).ok().map(|text| text.to_string()),
        _ => None,
    }
}

/// RFC 5280 section 4.2.1.12.
const CLIENT_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");
const ANY_EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");
/// X.520.
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
