//! The crate as its users and the transports see it.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by it"
)]

mod error;
mod server;
mod settings;
mod tls;
