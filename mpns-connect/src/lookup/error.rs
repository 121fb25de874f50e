use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;

use crate::descriptors::is_out_of_descriptors;

/// Why a host name has no addresses. All who wait for a name get the same error.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum LookupError {
    /// The system does not know the name, or cannot look it up.
    Failed(Arc<io::Error>),
    /// The system knows the name, and no address for it.
    NoAddress,
    /// The system refuses a thread to look the name up, and none is running.
    NoThread(Arc<io::Error>),
}

impl LookupError {
    /// Whether the error is about the name, and not about what the process has too little of at the moment.
    pub(super) fn is_about_name(&self) -> bool {
        match self {
            Self::Failed(error) => !is_out_of_descriptors(error),
            Self::NoAddress => true,
            Self::NoThread(_) => false,
        }
    }
}

impl fmt::Display for LookupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Failed(_) => "the host name cannot be looked up",
            Self::NoAddress => "the host name has no address",
            Self::NoThread(_) => "no thread can be started to look up the host name",
        })
    }
}

/// The source is an [`io::Error`], not an `Arc`, so that it can be found by its type.
impl Error for LookupError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Failed(error) | Self::NoThread(error) => Some(&**error),
            Self::NoAddress => None,
        }
    }
}
