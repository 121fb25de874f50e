use super::position::{Locator, Position};
use crate::Element;

/// Why a document is not acceptable XML.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at {position}: {problem}")]
pub struct XmlError {
    position: Position,
    problem: Problem,
}

impl XmlError {
    /// Where the error is.
    pub fn position(&self) -> Position {
        self.position
    }
}

/// A problem, and the byte that the XML reader counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) offset: usize,
    pub(super) problem: Problem,
}

impl Fault {
    pub(super) fn in_document(self, document: &[u8]) -> XmlError {
        XmlError { position: Locator::new(document).at(self.offset), problem: self.problem }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Problem {
    #[error("not UTF-8")]
    Encoding,
    #[error("UTF-16, but a document is UTF-8")]
    Utf16,
    #[error("the character U+{:04X}, which XML 1.0 forbids", u32::from(*.0))]
    Character(char),
    #[error("{0}")]
    Syntax(String),
    #[error("an XML declaration that is not at the start of the document")]
    DeclarationPlace,
    #[error("an XML declaration of version {0:?}, but a document is XML 1.0")]
    DeclarationVersion(String),
    #[error("an XML declaration of the encoding {0:?}, but a document is UTF-8")]
    DeclarationEncoding(String),
    #[error("an XML declaration that does not have version, encoding and standalone in this order")]
    Declaration,
    #[error("a document type declaration, which is not allowed here")]
    DocumentType,
    #[error("a processing instruction with an invalid name")]
    Instruction,
    #[error("a < in the text of {0}: a text has no elements, and a < is written &lt;")]
    Markup(Element),
    #[error("a < that no name of an element follows: in a text, < is written &lt;")]
    Name,
    #[error("the prefix {0:?} is not declared")]
    Prefix(String),
    #[error("a namespace that this prefix cannot have")]
    Namespace,
    #[error("attributes that are not name=\"value\" with white space between them")]
    Attribute,
    #[error("the attribute {0:?} twice")]
    AttributeTwice(String),
    #[error("a < in an attribute, where it is written &lt;")]
    LessThan,
    #[error("more than {MAX_ATTRIBUTES} attributes in a tag")]
    TooManyAttributes,
    #[error("an & that begins no reference: & is written &amp;")]
    Ampersand,
    #[error(
        "the entity &{0}; is unknown: there are only &amp;, &lt;, &gt;, &quot; and &apos;, and & is written &amp;"
    )]
    Entity(String),
    #[error("the reference &{0}; names no character that XML 1.0 allows")]
    CharacterReference(String),
    #[error("]]> in a text, where it is written ]]&gt;")]
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

/// Far more than the three of a notification, for elements that are ignored.
pub(super) const MAX_DEPTH: usize = 16;
/// Far more than a notification needs.
pub(super) const MAX_ATTRIBUTES: usize = 32;
