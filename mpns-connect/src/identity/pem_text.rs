//! The sections of a PEM text that make an identity.

use pem::Pem;

use super::error::IdentityError;
use super::file_format::FileFormat;
use super::pem as text;

/// The certificates, in DER. A text that is something else is named.
pub(super) fn certificates(bytes: &[u8]) -> Result<Vec<Vec<u8>>, IdentityError> {
    let sections = text::sections(bytes);
    let is_read = |sections: &Vec<Pem>| sections.iter().any(text::is_certificate);
    if !sections.as_ref().is_ok_and(is_read)
        && let Some(format) = FileFormat::of(bytes).filter(|format| !format.is_pem())
    {
        return Err(IdentityError::CertificateFormat(format));
    }
    let sections = sections.map_err(IdentityError::CertificatePem)?;
    let certificates: Vec<_> =
        sections.into_iter().filter(text::is_certificate).map(Pem::into_contents).collect();
    if certificates.is_empty() { Err(IdentityError::NoCertificate) } else { Ok(certificates) }
}

/// The one private key. A text that is something else is named.
pub(super) fn key(bytes: &[u8]) -> Result<Pem, IdentityError> {
    let sections = text::sections(bytes);
    let is_key = |section: &Pem| section.tag().ends_with("PRIVATE KEY");
    if !sections.as_ref().is_ok_and(|sections| sections.iter().any(is_key))
        && let Some(format) = FileFormat::of(bytes).filter(|format| !format.is_pem())
    {
        return Err(IdentityError::KeyFormat(format));
    }
    let mut sections = sections.map_err(IdentityError::KeyPem)?;
    sections.retain(is_key);
    let count = sections.len();
    match sections.pop() {
        None => Err(IdentityError::NoKey),
        Some(section) if count == 1 => Ok(section),
        Some(_) => Err(IdentityError::SeveralKeys(count)),
    }
}
