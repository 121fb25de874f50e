//! What the tests of the `mpns` crates share.
//!
//! It is published so that each of them can run its tests outside of the repository. It follows no semantic
//! versioning, and depends on none of them, so that every one can use it.

#![allow(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "for tests alone, which say what is wrong by panicking"
)]

mod black_hole;
#[cfg(feature = "proptest")]
mod character;
pub mod oracle;
mod refusing;
mod server;

pub use black_hole::BlackHole;
#[cfg(feature = "proptest")]
pub use character::character;
pub use refusing::refusing;
pub use server::{LONG, Log, RECEIVED, Received, Server, answer_all, receive};

/// Compiles and runs the example in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
