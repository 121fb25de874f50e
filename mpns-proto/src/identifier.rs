use std::fmt;

use http::HeaderValue;
use uuid::Uuid;

use crate::text;

/// An identifier that came in a header: a UUID, or what stood there in its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identifier {
    /// A UUID, written in lower case with hyphens.
    Uuid(Uuid),
    /// Anything else, as it came; bytes that are not UTF-8 stand as U+FFFD.
    Other(Box<str>),
}

impl Identifier {
    /// The UUID, if it is one.
    pub fn as_uuid(&self) -> Option<Uuid> {
        match self {
            Self::Uuid(uuid) => Some(*uuid),
            Self::Other(_) => None,
        }
    }

    /// Reads the value of a header; blank and `N/A` are the same as absent.
    pub(crate) fn from_header(value: &HeaderValue) -> Option<Self> {
        let value = text::present(value.as_bytes())?;
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
        HeaderValue::from_str(value)
            .ok()
            .and_then(|value| Self::from_header(&value))
            .unwrap_or_else(|| Self::Other(value.into()))
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
