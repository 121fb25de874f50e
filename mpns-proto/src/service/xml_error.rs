use super::attributes::{AttributesError, MAX_ATTRIBUTES};

/// Why a document is not acceptable XML.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at byte {position}: {problem}")]
pub struct XmlError {
    pub(super) position: u64,
    pub(super) problem: Problem,
}

impl XmlError {
    /// Byte offset of the error, not counting a byte order mark. In UTF-8, line ends of two characters count
    /// as one.
    pub fn position(&self) -> u64 {
        self.position
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Problem {
    #[error("not UTF-8")]
    Encoding,
    #[error("the character U+{:04X}, which XML 1.0 forbids", u32::from(*.0))]
    Character(char),
    #[error("{0}")]
    Syntax(String),
    #[error("an XML declaration that is not at the start, or not of version 1.0 in UTF-8")]
    Declaration,
    #[error("a document type declaration, which is not allowed here")]
    DocumentType,
    #[error("a processing instruction with an invalid name")]
    Instruction,
    #[error("an invalid name")]
    Name,
    #[error("an undeclared prefix")]
    Prefix,
    #[error("a namespace that this prefix cannot have")]
    Namespace,
    #[error("attributes that are not name=\"value\" with white space between them")]
    Attribute,
    #[error("a repeated attribute")]
    AttributeTwice,
    #[error("more than {MAX_ATTRIBUTES} attributes in a tag")]
    TooManyAttributes,
    #[error("a reference to an unknown entity or to a character that XML 1.0 forbids")]
    Reference,
    #[error("]]> in a text")]
    CdataEnd,
    #[error("elements nested more than {MAX_DEPTH} deep")]
    Depth,
    #[error("text outside the root element")]
    OutsideRoot,
    #[error("a second root element")]
    SecondRoot,
    #[error("the end of the document before the end of the root element")]
    Unclosed,
    #[error("no root element")]
    NoRoot,
}

impl From<AttributesError> for Problem {
    fn from(error: AttributesError) -> Self {
        match error {
            AttributesError::Malformed => Self::Attribute,
            AttributesError::Twice => Self::AttributeTwice,
            AttributesError::Reference => Self::Reference,
            AttributesError::TooMany => Self::TooManyAttributes,
        }
    }
}

/// `wp:Notification`, `wp:Toast`, `wp:Text1`.
pub(super) const MAX_DEPTH: usize = 3;
