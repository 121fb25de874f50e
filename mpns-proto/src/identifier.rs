use std::fmt;

use http::HeaderValue;
use uuid::Uuid;

use crate::{UnknownValue, text};

/// An identifier from a header: a UUID, or the text that was there instead.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identifier {
    /// A UUID, written in lower case with hyphens.
    Uuid(Uuid),
    /// Anything else, including a UUID that is spelled differently.
    Other(UnknownValue),
}

impl Identifier {
    /// The UUID, if it is one. It may have capitals, braces or no hyphens.
    pub fn as_uuid(&self) -> Option<Uuid> {
        match self {
            Self::Uuid(uuid) => Some(*uuid),
            Self::Other(value) => Uuid::try_parse(value.as_str()).ok(),
        }
    }

    /// Reads the value of a header: `None` if it is empty, whitespace or `N/A`, which all mean absent.
    pub fn read(value: &str) -> Option<Self> {
        Self::read_bytes(value.as_bytes())
    }

    pub(crate) fn from_header(value: &HeaderValue) -> Option<Self> {
        Self::read_bytes(value.as_bytes())
    }

    fn read_bytes(value: &[u8]) -> Option<Self> {
        let value = text::present(value)?;
        Some(match Uuid::try_parse_ascii(value) {
            Ok(uuid) if uuid.hyphenated().encode_lower(&mut [0; 36]).as_bytes() == value => {
                Self::Uuid(uuid)
            }
            _ => Self::Other(UnknownValue::new(value)),
        })
    }
}

impl From<Uuid> for Identifier {
    fn from(uuid: Uuid) -> Self {
        Self::Uuid(uuid)
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uuid(uuid) => uuid.hyphenated().fmt(f),
            Self::Other(value) => value.fmt(f),
        }
    }
}
