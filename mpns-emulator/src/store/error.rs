use std::path::{Path, PathBuf};

use crate::UriShape;

/// Why a state file cannot be used: see [`Options::state`](crate::Options::state). The text names the file.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the state file {} {why}", path.display())]
pub struct StateError {
    path: PathBuf,
    why: Why,
}

/// Errors of the database are kept as texts, so that all who wait can get one.
#[derive(Clone, Debug, thiserror::Error)]
pub(super) enum Why {
    #[error("is in use by another process")]
    InUse,
    #[error("is not that of an emulator")]
    Foreign,
    #[error("has the version {found}, which this emulator does not know: it knows {known}")]
    Version { found: u32, known: u32 },
    #[error(
        "has channel URIs of the shape {known}, which would be unknown to an emulator of the shape {shape}"
    )]
    Shape { known: UriShape, shape: UriShape },
    #[error("is damaged: {0}")]
    Damaged(String),
    #[error("cannot be read: {0}")]
    Read(String),
    #[error("cannot be written: {0}")]
    Write(String),
}

impl StateError {
    pub(super) fn new(path: &Path, why: Why) -> Self {
        Self { path: path.to_owned(), why }
    }
}
