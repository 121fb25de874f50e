//! Names in lower camel case, as JSON has them.

use std::fmt;

use serde::ser::{Serialize, Serializer};

/// The name of an element or a kind in lower camel case: `backTitle` for `BackTitle`.
#[derive(Clone, Copy)]
pub(super) struct CamelCase(pub(super) &'static str);

impl PartialEq<str> for CamelCase {
    fn eq(&self, other: &str) -> bool {
        let (mut name, mut other) = (self.0.chars(), other.chars());
        let first = name.next().map(|first| first.to_ascii_lowercase());
        first == other.next() && name.as_str() == other.as_str()
    }
}

impl fmt::Display for CamelCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut name = self.0.chars();
        if let Some(first) = name.next() {
            write!(f, "{}", first.to_ascii_lowercase())?;
        }
        f.write_str(name.as_str())
    }
}

impl Serialize for CamelCase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
