//! What goes over the wire, against scripted servers on loopback: the same for every transport.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests may panic"
)]

#[path = "../../../mpns-blocking/src/black_hole.rs"]
mod black_hole;
mod failures;
mod fan_out;
mod proxies;
#[path = "../../../mpns-blocking/src/refusing.rs"]
mod refusing;
mod replies;
mod requests;
mod reuse;
mod server;
mod support;
mod timeouts;
mod tls;
