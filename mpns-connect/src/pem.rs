//! PEM texts, as sections with headers.

use pem::{Pem, PemError};

/// Every section of a text, in order; what stands between sections is passed over.
///
/// An error where a section is malformed, or was begun and is not whole: a text that was cut off is
/// not to pass for a shorter one.
pub(crate) fn sections(text: &[u8]) -> Result<Vec<Pem>, PemError> {
    let sections = pem::parse_many(text)?;
    let begun = text.windows(BEGIN.len()).filter(|window| *window == BEGIN).count();
    if begun == sections.len() { Ok(sections) } else { Err(PemError::MalformedFraming) }
}

/// The name of today, and those that OpenSSL has written as well.
pub(crate) fn is_certificate(section: &Pem) -> bool {
    matches!(section.tag(), "CERTIFICATE" | "X509 CERTIFICATE")
}

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
