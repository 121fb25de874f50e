//! The sections of a PEM text that make an identity.

use pem::Pem;

use super::error::IdentityError;
use super::pem::{self as text, NoSections};

/// The certificates, in DER. A text that is something else is named.
pub(super) fn certificates(bytes: &[u8]) -> Result<Vec<Vec<u8>>, IdentityError> {
    let sections = text::wanted(bytes, text::is_certificate).map_err(|error| match error {
        NoSections::Format(format) => IdentityError::CertificateFormat(format),
        NoSections::Malformed(error) => IdentityError::CertificatePem(error),
    })?;
    if sections.is_empty() {
        return Err(IdentityError::NoCertificate);
    }
    Ok(sections.into_iter().map(Pem::into_contents).collect())
}

/// The one private key. A text that is something else is named.
pub(super) fn key(bytes: &[u8]) -> Result<Pem, IdentityError> {
    let is_key = |section: &Pem| section.tag().ends_with("PRIVATE KEY");
    let mut sections = text::wanted(bytes, is_key).map_err(|error| match error {
        NoSections::Format(format) => IdentityError::KeyFormat(format),
        NoSections::Malformed(error) => IdentityError::KeyPem(error),
    })?;
    let count = sections.len();
    match sections.pop() {
        None => Err(IdentityError::NoKey),
        Some(section) if count == 1 => Ok(section),
        Some(_) => Err(IdentityError::SeveralKeys(count)),
    }
}
