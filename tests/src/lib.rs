//! What the tests across crates share. Nothing here is published.
//!
//! * [`vectors`]: the test vectors of `tests/vectors`, read and expanded.
//! * [`transport`]: the transports behind one interface.
//! * [`tree`]: a document as a tree of qualified names, read by a parser that `mpns-proto` does not use.
//! * [`wire`]: requests and responses as the bytes of HTTP/1.1.
//! * [`generate`]: random notifications, the same ones for the same seed.
//! * [`mutate`]: documents with an added defect.
//! * [`drive`]: what the benchmark drivers `drive_floor`, `drive_hyper` and `drive_blocking` have in common.
//! * [`flood`]: an emulator under attack, as the command `flood` runs it.
//! * [`process`]: the memory and processor time of a process.
//! * [`kills`]: `mpns batch`, killed again and again, as the command `kills` does it.
//! * [`simulate`]: a day of an outbox in virtual time, as the command `simulate` runs it.
//! * `postgres`, with the feature of that name: PostgreSQL servers.
//! * `queue`, with the same feature: what one database carries, as the command `queue` measures it.
//! * `queue_kills`, with the same feature: workers and their server, killed again and again, as the command of that name
//!   does it.
//! * `queue_plans`, with the same feature: what the statements of the queue read, as the command `queue_plans` measures it.
//! * [`verdict`]: how programs that look for violations end.
//! * [`curves`]: what the command `curves` measures with them, for `docs/speed.md`.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "for tests alone, which say what is wrong by panicking"
)]

pub mod curves;
mod descriptors;
pub mod drive;
pub mod flood;
pub mod generate;
mod grouped;
pub mod kills;
pub mod mutate;
mod phones;
#[cfg(feature = "postgres")]
pub mod postgres;
pub mod process;
#[cfg(feature = "postgres")]
pub mod queue;
#[cfg(feature = "postgres")]
pub mod queue_kills;
#[cfg(feature = "postgres")]
pub mod queue_plans;
pub mod simulate;
pub mod transport;
pub mod tree;
pub mod vectors;
pub mod verdict;
pub mod wire;

pub use descriptors::allow_descriptors;

/// The examples of the page on channels from strangers.
#[cfg(doctest)]
#[doc = include_str!("../../docs/ssrf.md")]
mod ssrf {}

/// The examples of the README, which are compiled, and run where they need no service.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}
