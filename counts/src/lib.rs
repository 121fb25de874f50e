//! How many instructions and allocations building, sending, receiving and reading take, and how that compares with
//! the kept counts in `counts.json`: the gate `counts`. Nothing here is published.
//!
//! * [`content`], [`response`]: what is built, sent and received.
//! * [`HyperSender`], [`BlockingSender`]: the transports, with a service in this process.
//! * [`Counts`]: what was counted, and with which [`Environment`].
//! * [`instructions`]: what gungraun reports.
//! * [`Comparison`]: what has changed.
//!
//! `benches/instructions.rs` runs under valgrind. `benches/allocations.rs` counts allocations, and then compares both.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "for benchmarks alone, which say what is wrong by panicking"
)]

mod blocking_sender;
mod change;
mod comparison;
pub mod content;
mod counts;
mod environment;
mod hyper_sender;
pub mod instructions;
pub mod response;
mod service;

pub use blocking_sender::BlockingSender;
pub use change::{Change, Verdict};
pub use comparison::Comparison;
pub use counts::Counts;
pub use environment::Environment;
pub use hyper_sender::HyperSender;
