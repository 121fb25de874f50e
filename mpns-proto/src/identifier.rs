use std::fmt;

use http::HeaderValue;
use uuid::Uuid;

use crate::text;

/// An identifier that came in a header: a UUID, or what stood there in its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identifier {
    /// A UUID, written in lower case with hyphens.
    Uuid(Uuid),
    /// Anything else, as it came, a UUID in another spelling too; bytes that are not UTF-8 stand as U+FFFD.
    Other(Box<str>),
}

impl Identifier {
    /// The UUID, if it is one: in capitals, in braces or without hyphens too.
    pub fn as_uuid(&self) -> Option<Uuid> {
        match self {
            Self::Uuid(uuid) => Some(*uuid),
            Self::Other(text) => Uuid::try_parse(text).ok(),
        }
    }

    /// Reads the value of a header; blank and `N/A` are the same as absent.
    pub(crate) fn from_header(value: &HeaderValue) -> Option<Self> {
        Self::read(value.as_bytes())
    }

    /// The identifier as it would be read from a header, if it states anything.
    pub(crate) fn read_again(self) -> Option<Self> {
        match self {
            Self::Other(text) => Self::read(text.as_bytes()),
            Self::Uuid(_) => Some(self),
        }
    }

    fn read(value: &[u8]) -> Option<Self> {
        let value = text::present(value)?;
        Some(match Uuid::try_parse_ascii(value) {
            Ok(uuid) if uuid.hyphenated().encode_lower(&mut [0; 36]).as_bytes() == value => {
                Self::Uuid(uuid)
            }
            _ => Self::Other(text::lossy(value)),
        })
    }
}

impl From<Uuid> for Identifier {
    fn from(uuid: Uuid) -> Self {
        Self::Uuid(uuid)
    }
}

impl From<&str> for Identifier {
    fn from(value: &str) -> Self {
        Self::read(value.as_bytes()).unwrap_or_else(|| Self::Other(value.into()))
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uuid(uuid) => uuid.hyphenated().fmt(f),
            Self::Other(text) => f.pad(text),
        }
    }
}
