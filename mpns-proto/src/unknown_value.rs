use std::fmt;

use crate::text;

/// The value of a header that the protocol does not name, as received.
///
/// It is never empty or whitespace, and never a value that the protocol names. Bytes that are not UTF-8
/// become U+FFFD.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// The value.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Keeps a value that is not one of the known ones.
    pub(crate) fn new(value: &[u8]) -> Self {
        Self(text::lossy(value))
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
