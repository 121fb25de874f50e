//! Where the channel comes from.

#![allow(clippy::expect_used, reason = "tests may panic")]

mod common;

use common::{CHANNEL, mpns, texts};

#[test]
fn the_channel_may_come_from_the_environment() {
    let output = mpns(&["request", "raw", "--body", "x"]).env("MPNS_CHANNEL", CHANNEL).output();
    let (code, out, _) = texts(output.expect("the command runs"));
    assert_eq!(code, Some(0));
    assert!(out.starts_with("POST /u/1/A?b=c HTTP/1.1\r\nhost: h.example\r\n"), "{out}");
    let output = mpns(&["request", "--help"]).env("MPNS_CHANNEL", CHANNEL).output();
    assert!(!texts(output.expect("the command runs")).1.contains("u/1/A"));
}
