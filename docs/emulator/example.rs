//! The emulator in a test in Rust: as a library, on a port of its own, without another process.

use std::time::Duration;

use mpns_blocking::Client;
use mpns_emulator::Emulator;
use mpns_proto::{ChannelUri, Content, Toast};

/// What you test.
fn send_toast(channel: &ChannelUri, text: &str) -> Toast {
    let toast = Toast { text1: Some(text.into()), ..Toast::default() };
    let notification = toast.build().expect("a notification");
    let reply = Client::new().send(&notification, channel).expect("a reply");
    assert!(reply.outcome().is_accepted());
    toast
}

#[test]
fn a_goal_is_shown() {
    let emulator = Emulator::start_blocking(Emulator::LOOPBACK).expect("an emulator");
    // The five lines: open, send, wait, assert, reset.
    let channel = emulator.open_channel();
    let toast = send_toast(channel.uri(), "Goal!");
    let delivery = channel.next_delivery_blocking(Duration::from_secs(5)).expect("a delivery");
    assert_eq!(delivery.notification, Content::from(toast));
    emulator.reset();
}
