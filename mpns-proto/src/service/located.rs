use std::error::Error;
use std::fmt;

use super::position::{Locator, Position};

/// Something that was found in a request, and where.
///
/// `Display` begins with the position, if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Located<T> {
    /// What was found.
    pub what: T,
    /// Where in the body. `None` if it is about the whole request.
    pub position: Option<Position>,
}

impl<T> Located<T> {
    /// Something that is about the whole request.
    pub(super) fn nowhere(what: T) -> Self {
        Self { what, position: None }
    }

    /// Something at a byte that the XML reader counted.
    pub(super) fn at(what: T, document: &[u8], offset: usize) -> Self {
        Self { what, position: Some(Locator::new(document).at(offset)) }
    }
}

impl<T: fmt::Display> fmt::Display for Located<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some(position) => write!(f, "at {position}: {}", self.what),
            None => self.what.fmt(f),
        }
    }
}

impl<T: Error> Error for Located<T> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.what.source()
    }
}
