//! What goes over the wire, against scripted servers on loopback.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests may panic"
)]

mod failures;
mod fan_out;
mod own_connector;
mod reuse;
mod support;
