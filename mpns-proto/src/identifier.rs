use std::fmt;

use http::HeaderValue;
use uuid::Uuid;
use uuid::fmt::Hyphenated;

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
    /// 128 bytes: the longest `X-MessageID` that a service keeps and echoes. A UUID has 36. Ruling: no source has a
    /// limit, but a service has to have one.
    pub const MAX_BYTES: usize = 128;

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
            Ok(uuid) if value.len() == Hyphenated::LENGTH && has_no_capitals(value) => {
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

/// Whether a UUID is written without capitals, which lack the bit 0x20. Digits, small letters and hyphens have it.
fn has_no_capitals(uuid: &[u8]) -> bool {
    uuid.iter().fold(0x20, |all, byte| all & byte) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_usual_spelling_is_a_uuid() {
        let uuid = "abcdef01-2345-6789-fedc-ba98765432ef";
        let capital = |position: usize| {
            let capital =
                |(at, c): (usize, char)| if at == position { c.to_ascii_uppercase() } else { c };
            uuid.char_indices().map(capital).collect()
        };
        let braced = format!("{{{uuid}}}");
        let others =
            [uuid.replace('-', ""), uuid.to_uppercase(), format!("urn:uuid:{uuid}"), braced];
        for text in (0..uuid.len()).map(capital).chain(others) {
            let read = Identifier::read(&text).expect("an identifier");
            assert_eq!(read.to_string(), text);
            assert_eq!(read.as_uuid().expect("a UUID").to_string(), uuid, "{text}");
            assert_eq!(matches!(read, Identifier::Uuid(_)), text == uuid, "{text}");
        }
    }
}
