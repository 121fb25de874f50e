//! What this transport alone has, on the wire to scripted servers on loopback. What both transports do alike is tested
//! for both at once, in the package `mpns-tests`.

#![cfg(test)]

use mpns_proto::{Notification, Toast};

mod early;
mod fan_out;

fn toast() -> Notification {
    Toast { text1: Some("Goal!".into()), ..Toast::default() }.build().unwrap()
}
