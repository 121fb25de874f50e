//! What this transport alone has, on the wire to scripted servers on loopback. What both transports do alike is tested
//! for both at once, in the package `mpns-tests`.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests may panic"
)]

use mpns_proto::{Notification, Toast};

mod fan_out;
mod own_agent;
#[path = "../../src/refusing.rs"]
mod refusing;
#[path = "../../../tests/tests/wire/server.rs"]
mod server;

fn toast() -> Notification {
    Toast { text1: Some("Goal!".into()), ..Toast::default() }.build().unwrap()
}
