//! What the fuzz targets check: one function for each target. It takes any bytes and panics if a law of
//! the crates is broken.
//!
//! They do not need a fuzzer. So a test on stable Rust replays the corpus and every input that ever broke a
//! law (`tests/replay.rs`), and a debugger can run a single input.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a broken law is a panic"
)]

mod arbitrary_response;
mod arbitrary_values;
mod channel_uri;
mod connect_head;
mod content;
mod document;
mod identity;
mod job_json;
mod notification_roundtrip;
mod outbox;
mod outbox_model;
mod reply;
mod response_head;
mod sendable;
mod service_request;

pub use channel_uri::channel_uri;
pub use connect_head::connect_head;
pub use identity::identity;
pub use job_json::job_json;
pub use notification_roundtrip::notification_roundtrip;
pub use outbox::outbox;
pub use reply::reply;
pub use response_head::response_head;
pub use service_request::service_request;

/// The function of a target, called with one input.
pub type Body = fn(&[u8]);

/// Every target and its body. The corpus, the findings and the dictionary of a target have its name.
pub const TARGETS: [(&str, Body); 9] = [
    ("channel_uri", channel_uri),
    ("connect_head", connect_head),
    ("identity", identity),
    ("job_json", job_json),
    ("notification_roundtrip", notification_roundtrip),
    ("outbox", outbox),
    ("reply", reply),
    ("response_head", response_head),
    ("service_request", service_request),
];

/// Compiles and runs the example in the README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
