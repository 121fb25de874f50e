use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::content::Content;
use super::{binary_content, text_content};

/// What a file is, by its content alone: for a file that may be a certificate, a key, both, or something else that people
/// have in its place.
///
/// ```
/// use mpns_connect::FileFormat;
///
/// let keystore = FileFormat::of(b"\xFE\xED\xFE\xED\0\0\0\x02").expect("a known format");
/// assert!(keystore.to_string().starts_with("a Java keystore (JKS)"));
/// assert_eq!(FileFormat::of(b"hello"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileFormat {
    content: Content,
    form: Form,
}

/// How the content is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// It has only one form.
    Own,
    Der,
    Pem,
    /// DER, or another binary form, in base64.
    Base64,
    /// PEM, in base64 once more.
    PemInBase64,
}

impl FileFormat {
    /// The format of a file with these bytes; `None` if it is not known.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if let Some(binary) = Self::of_binary(bytes) {
            return Some(binary);
        }
        let text = str::from_utf8(bytes).ok()?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        if let Some(content) = text_content::of_pem(text) {
            return Some(Self { content, form: Form::Pem });
        }
        if let Some(content) = text_content::of_first_words(text) {
            return Some(Self { content, form: Form::Own });
        }
        let inner = from_base64(text)?;
        match Self::of_binary(&inner) {
            Some(binary) => Some(Self { form: Form::Base64, ..binary }),
            None => {
                let content = text_content::of_pem(str::from_utf8(&inner).ok()?)?;
                Some(Self { content, form: Form::PemInBase64 })
            }
        }
    }

    fn of_binary(bytes: &[u8]) -> Option<Self> {
        let of = |form| move |content| Self { content, form };
        let by_signature = binary_content::of_signature(bytes).map(of(Form::Own));
        by_signature.or_else(|| binary_content::of_der(bytes).map(of(Form::Der)))
    }

    /// Whether it is PKCS#12, which `Identity::from_pfx` reads.
    #[must_use]
    pub fn is_pfx(&self) -> bool {
        self.content == Content::Pkcs12 && matches!(self.form, Form::Der | Form::Own)
    }

    pub(crate) fn is_der_certificate(self) -> bool {
        self == Self { content: Content::Certificate, form: Form::Der }
    }

    /// Whether it is a PEM text with a certificate or a private key, which
    /// [`Identity::from_pem`](crate::Identity::from_pem) reads.
    #[must_use]
    pub fn is_pem(&self) -> bool {
        let is_read = matches!(self.content, Content::Certificate | Content::PrivateKey);
        is_read && self.form == Form::Pem
    }
}

impl fmt::Display for FileFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { content, form } = self;
        write!(f, "{content}")?;
        match form {
            Form::Own => {}
            // It has no other form.
            Form::Der if *content == Content::Pkcs12 => {}
            Form::Pem if matches!(content, Content::OpenSshKey | Content::Pgp) => {}
            Form::Der => f.write_str(" in DER")?,
            Form::Pem => f.write_str(" in PEM")?,
            Form::Base64 => f.write_str(" in base64, without the lines that make it PEM")?,
            Form::PemInBase64 => f.write_str(" in PEM, in base64 once more")?,
        }
        match (content, form) {
            (Content::Certificate, Form::Der) => {
                f.write_str("; `openssl x509 -inform DER` turns it into PEM")
            }
            (Content::PrivateKey, Form::Der) => {
                f.write_str("; `openssl pkey -inform DER` turns it into PEM")
            }
            (_, Form::Base64 | Form::PemInBase64) => f.write_str("; `base64 -d` decodes it"),
            _ => content.advice().map_or(Ok(()), |advice| write!(f, "; {advice}")),
        }
    }
}

/// A text that is base64 as a whole, decoded.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let text: String = text.split_whitespace().collect();
    STANDARD.decode(text).ok()
}
