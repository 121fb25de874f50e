//! The parts of an X.509 certificate (RFC 5280) that decide whether it can be used.

use std::time::SystemTime;

use rustls_pki_types::CertificateDer;
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der::asn1::{Any, BmpString, ObjectIdentifier};
use x509_cert::der::oid::db::rfc4519::CN;
use x509_cert::der::{self, Decode as _, Tag, Tagged as _};
use x509_cert::ext::pkix::ExtendedKeyUsage;
use x509_cert::name::Name;
use x509_cert::time::Time;

use super::error::IdentityError;
use super::key_type::KeyType;

/// A certificate that has been read, whether or not it can be used.
#[derive(Clone)]
pub struct Certificate {
    pub(crate) der: CertificateDer<'static>,
    pub(crate) common_name: Option<String>,
    pub(crate) not_before: Time,
    pub(crate) not_after: Time,
    pub(crate) issuer_name: Option<String>,
    /// The bits of the public key, without its algorithm and parameters.
    pub(crate) public_key: Vec<u8>,
    pub(crate) key_type: KeyType,
    /// The extended key usage.
    pub(super) usages: Option<Vec<ObjectIdentifier>>,
    /// Whether it names itself as its issuer.
    pub(crate) is_self_signed: bool,
    /// The name of the issuer, encoded, without its own tag and length.
    issuer: Vec<u8>,
}

/// Whether a moment is before, in or after a certificate's validity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Validity {
    NotYet,
    Valid,
    Expired,
}

impl Certificate {
    pub(crate) fn from_der(der: Vec<u8>) -> der::Result<Self> {
        let parsed = CertificateInner::<Raw>::from_der(&der)?;
        let content = parsed.tbs_certificate();
        let key = Any::encode_from(content.subject_public_key_info())?;
        let issuer = Any::encode_from(content.issuer())?;
        let usage = content.get_extension::<ExtendedKeyUsage>()?;
        Ok(Self {
            common_name: common_name(content.subject()),
            issuer_name: common_name(content.issuer()),
            not_before: content.validity().not_before,
            not_after: content.validity().not_after,
            public_key: content.subject_public_key_info().subject_public_key.raw_bytes().to_vec(),
            key_type: KeyType::of_public_key(key.value())?,
            is_self_signed: content.subject() == content.issuer(),
            issuer: issuer.value().to_vec(),
            usages: usage.map(|(_, ExtendedKeyUsage(usages))| usages),
            der: CertificateDer::from(der),
        })
    }

    /// Whether this is the name of the issuer, encoded, without its own tag and length.
    pub(crate) fn is_issued_by(&self, name: &[u8]) -> bool {
        self.issuer == name
    }

    /// Checks that a client can use it now.
    pub(super) fn check_use(&self, now: SystemTime) -> Result<(), IdentityError> {
        self.check_validity(now)?;
        if self.is_for_clients() {
            Ok(())
        } else {
            Err(IdentityError::NotForClients { name: self.common_name.clone() })
        }
    }

    pub(super) fn check_validity(&self, now: SystemTime) -> Result<(), IdentityError> {
        let name = self.common_name.clone();
        match self.validity(now) {
            Validity::Valid => Ok(()),
            Validity::NotYet => {
                let not_before = self.not_before.to_system_time();
                Err(IdentityError::NotYetValid { name, not_before })
            }
            Validity::Expired => {
                let not_after = self.not_after.to_system_time();
                Err(IdentityError::Expired { name, not_after })
            }
        }
    }

    pub(crate) fn validity(&self, now: SystemTime) -> Validity {
        if now < self.not_before.to_system_time() {
            Validity::NotYet
        } else if now > self.not_after.to_system_time() {
            Validity::Expired
        } else {
            Validity::Valid
        }
    }
}

/// If there are several, the last one, which is the most specific.
fn common_name(subject: &Name) -> Option<String> {
    subject
        .iter()
        .filter(|attribute| attribute.oid == CN)
        .filter_map(|attribute| text(&attribute.value))
        .last()
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
