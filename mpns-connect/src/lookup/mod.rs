//! Name lookups: few at a time, one for each name, on threads that end when there is nothing to look up.

mod error;
mod lookup;
mod names;
mod reserved_thread;
mod resolver;
mod system;
mod waiter;

pub use error::LookupError;
pub use lookup::Lookup;
pub use names::{FAILURE_KEPT, MAX_LOOKUPS, NAME_KEPT};
pub use reserved_thread::ReservedThread;
pub use resolver::Resolver;
pub use system::{LookupSystem, OperatingSystem};
