//! PEM texts as sections.

use std::error::Error;

use pem::{Pem, PemError};

use super::file_format::FileFormat;

/// A format other than PEM.
#[derive(Debug, thiserror::Error)]
#[error("it is binary, such as DER or PKCS#12 (.pfx, .p12), and not a text")]
struct Binary;

/// Every section of a text, in order. Text between sections is ignored.
///
/// A section that is malformed or incomplete is an error: a text that was cut off must not be mistaken for a
/// shorter one.
pub(crate) fn sections(text: &[u8]) -> Result<Vec<Pem>, Box<dyn Error + Send + Sync>> {
    if matches!(text, [DER_SEQUENCE, 0x80..=0xFF, ..]) {
        return Err(Binary.into());
    }
    let sections = pem::parse_many(text)?;
    let begun = text.windows(BEGIN.len()).filter(|window| *window == BEGIN).count();
    if begun == sections.len() { Ok(sections) } else { Err(PemError::MalformedFraming.into()) }
}

/// Why a file has no sections.
pub(crate) enum NoSections {
    /// It is another kind of file.
    Format(FileFormat),
    /// It is not well-formed PEM.
    Malformed(Box<dyn Error + Send + Sync>),
}

/// The sections of a file that are wanted, in order. If there is none, another kind of file is named.
pub(crate) fn wanted(
    file: &[u8],
    is_wanted: impl Fn(&Pem) -> bool,
) -> Result<Vec<Pem>, NoSections> {
    let sections = sections(file).map(|mut sections| {
        sections.retain(is_wanted);
        sections
    });
    if !sections.as_ref().is_ok_and(|sections| !sections.is_empty())
        && let Some(format) = FileFormat::of(file).filter(|format| !format.is_pem())
    {
        return Err(NoSections::Format(format));
    }
    sections.map_err(NoSections::Malformed)
}

/// The current label, and an older one of OpenSSL.
pub(crate) fn is_certificate(section: &Pem) -> bool {
    matches!(section.tag(), "CERTIFICATE" | "X509 CERTIFICATE")
}

/// The first byte of certificates and PKCS#12 files. In a text it is the digit 0, and no long length follows.
const DER_SEQUENCE: u8 = 0x30;
const BEGIN: &[u8] = b"-----BEGIN ";

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n";

    #[test]
    fn takes_whole_sections_and_nothing_less() {
        #[rustfmt::skip]
        let cases = [
            (String::new(), Some(0)),
            ("text".to_owned(), Some(0)),
            ("0 text".to_owned(), Some(0)),
            (ONE.to_owned(), Some(1)),
            (ONE.replace('\n', "\r\n"), Some(1)),
            (format!("subject=/CN=x\n{ONE}\n\n{ONE}"), Some(2)),
            (format!("{ONE}{}", ONE.replace("-----END CERTIFICATE-----", "")), None),
            ("-----BEGIN CERTIFI".to_owned(), None),
            (ONE.replace("AQID", "A*ID"), None),
            (ONE.replace("END CERTIFICATE", "END KEY"), None),
        ];
        for (text, expected) in cases {
            assert_eq!(
                sections(text.as_bytes()).ok().map(|sections| sections.len()),
                expected,
                "{text:?}"
            );
        }
    }
}
