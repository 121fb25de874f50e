use std::time::Duration;

use serde::Deserialize;

use crate::serialize::exact_duration;

/// How much an emulator keeps and takes, and for how long it waits. What is more is refused, or the oldest is
/// forgotten for it.
///
/// In JSON the names are in lower camel case, times are texts such as `30s`, and fields that are left out have their
/// defaults.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Bounds {
    /// How many connections are open at a time; 1,024 by default, which is as many descriptors as a process
    /// usually has. When one more comes, or no descriptor is left for it, one that waits for its client is closed.
    pub connections: usize,
    /// How many bytes the head of a request takes, with the line ends; 16 KiB by default. A longer one is answered
    /// with 431.
    pub head_bytes: usize,
    /// How long a TLS handshake may take; 10 seconds by default. Then the connection is closed.
    #[serde(with = "exact_duration")]
    pub handshake_time: Duration,
    /// How long the head of a request may take, from the end of the last exchange on; 30 seconds by default. Then
    /// the connection is closed.
    #[serde(with = "exact_duration")]
    pub head_time: Duration,
    /// How many bytes the body of a request takes; 64 KiB by default. A longer one is refused unread. This is far
    /// above the limits for notifications, so that one that is only a little too long is read, and its sender gets
    /// an answer.
    pub body_bytes: usize,
    /// How many bytes the body of an import of the state takes; 64 MiB by default, about as much as is kept.
    pub state_bytes: usize,
    /// How long the body of a request may take; 30 seconds by default. Then the answer is 408.
    #[serde(with = "exact_duration")]
    pub body_time: Duration,
    /// How many bytes of answers wait until their clients read them, together; 64 MiB by default. When there are more,
    /// connections are closed whose clients do not read, but never the only one.
    pub unread_bytes: usize,
    /// How long a client may take to read what is written to it; 30 seconds by default. Then the connection is
    /// closed. For an answer in several parts this is the time for one of them.
    #[serde(with = "exact_duration")]
    pub write_time: Duration,
    /// How many bytes of deliveries, notifications that wait, logged requests and lists of answers are kept
    /// together; 64 MiB by default. When there are more, the channel that keeps the most, or the log, forgets its oldest,
    /// so that a flood of one channel costs no other its deliveries. Lists of answers take half of it at most.
    pub kept_bytes: usize,
    /// How many requests the log keeps; 1,000 by default. The oldest are forgotten.
    pub requests: usize,
    /// How many deliveries of a channel are kept; 10,000 by default. The oldest are forgotten.
    pub deliveries: usize,
    /// How many bytes an image of a tile has at most; 80 KiB by default, as on a phone.
    pub image_bytes: usize,
    /// How long an image may take to arrive; 30 seconds by default, as on a phone.
    #[serde(with = "exact_duration")]
    pub image_time: Duration,
    /// How many images, and reasons why there is none, are kept, each for a minute; 64 by default. The oldest are
    /// forgotten.
    pub images: usize,
    /// How many channels, and how many phones, the control API adds; 10,000 by default.
    pub channels: usize,
}

impl Bounds {
    /// Tokens, identifiers, and the names of phones, apps and services have at most 128 bytes.
    pub const NAME_BYTES: usize = 128;
    /// The most notifications that [`Settings::queue_capacity`](crate::Settings::queue_capacity) lets wait.
    pub const QUEUE_CAPACITY: usize = 10_000;
    /// The most entries of a list of answers.
    pub const ANSWERS: usize = 1_000;
    /// The most items that one request to the control API lists.
    pub const LISTED: usize = 1_000;
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connections: 1_024,
            head_bytes: 16 << 10,
            handshake_time: Duration::from_secs(10),
            head_time: Duration::from_secs(30),
            body_bytes: 64 << 10,
            state_bytes: 64 << 20,
            body_time: Duration::from_secs(30),
            unread_bytes: 64 << 20,
            write_time: Duration::from_secs(30),
            kept_bytes: 64 << 20,
            requests: 1_000,
            deliveries: 10_000,
            image_bytes: 80 << 10,
            image_time: Duration::from_secs(30),
            images: 64,
            channels: 10_000,
        }
    }
}
