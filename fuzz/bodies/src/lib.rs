//! What the fuzz targets check: one function for each target, which takes any bytes and panics where a
//! law of the crates is broken.
//!
//! They know nothing of a fuzzer, so that a test on stable Rust replays the corpus and every input that
//! ever broke a law (`tests/replay.rs`), and an input can be looked into with a debugger.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a broken law is a panic"
)]

mod channel_uri;
mod connect_head;
mod content;
mod document;
mod identity;
mod job_json;
mod made;
mod notification_roundtrip;
#[path = "../../../mpns-proto/tests/oracle/mod.rs"]
mod oracle;
mod reply;
mod service_request;

pub use channel_uri::channel_uri;
pub use connect_head::connect_head;
pub use identity::identity;
pub use job_json::job_json;
pub use notification_roundtrip::notification_roundtrip;
pub use reply::reply;
pub use service_request::service_request;

/// What a target does with one input.
pub type Body = fn(&[u8]);

/// Every target and its body. The target, its corpus, its findings and its dictionary have this name.
pub const TARGETS: [(&str, Body); 7] = [
    ("channel_uri", channel_uri),
    ("connect_head", connect_head),
    ("identity", identity),
    ("job_json", job_json),
    ("notification_roundtrip", notification_roundtrip),
    ("reply", reply),
    ("service_request", service_request),
];

/// The example in the description of this folder is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
