//! What a library does differently with the same content.

use std::fmt;

use mpns_proto::{BuildError, Misfit, ValueError};

use crate::case::Case;
use crate::sent::Sent;

/// Something that a library does differently.
pub(crate) struct Difference {
    pub(crate) name: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) change: Change,
}

/// What is different.
pub(crate) enum Change {
    /// The library throws where we send.
    Throws(fn(&Case) -> bool),
    /// We refuse it, the library sends it, and the strict reader refuses it for the same reason or because
    /// it is not XML.
    Sends(fn(&Case, &Refused) -> bool),
    /// We refuse it, the library sends something else, and the strict reader reads that.
    SendsOther(fn(&Case, &Refused) -> bool),
    /// The library sends another request: ours becomes theirs.
    Sent(fn(&Case, &mut Sent)),
}

/// Why we do not send something.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// An element cannot take a value.
    Value(ValueError),
    /// The notification cannot be built.
    Build(BuildError),
}

impl Refused {
    /// Whether an element cannot take its value for this reason.
    pub(crate) fn is_misfit(&self, misfit: Misfit) -> bool {
        matches!(self, Self::Value(error) if error.misfit == misfit)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(error) => error.fmt(f),
            Self::Build(error) => error.fmt(f),
        }
    }
}
