//! State across restarts: a file that has all of the state but the log of requests.
//!
//! A thread writes what has changed, in one transaction, as long as there is something to write; answers to requests
//! that change the state wait for the transaction that has their change. So no acknowledged change is lost, and one
//! flush to the disk serves all that came during the flush before it.

mod error;
mod file;
mod hold;
mod load;
mod progress;
mod rows;
mod save;
mod writer;

pub use self::error::StateError;
pub(crate) use self::file::StateFile;
pub(crate) use self::hold::{is_held, unsaved};
pub(crate) use self::progress::Progress;
pub(crate) use self::writer::Writer;
