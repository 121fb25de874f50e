use std::time::Duration;

/// How much an emulator keeps and takes, and for how long it waits. What is more is refused, or the oldest is
/// forgotten for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How many connections are open at a time; 1,024 by default, which is as many descriptors as a process
    /// usually has. When one more comes, or no descriptor is left for it, one that waits for its client is closed.
    pub connections: usize,
    /// How many bytes the head of a request takes, with the line ends; 16 KiB by default. A longer one is answered
    /// with 431.
    pub head_bytes: usize,
    /// How long a TLS handshake may take; 10 seconds by default. Then the connection is closed.
    pub handshake_time: Duration,
    /// How long the head of a request may take, from the end of the last exchange on; 30 seconds by default. Then
    /// the connection is closed.
    pub head_time: Duration,
    /// How many bytes the body of a request takes; 64 KiB by default. A longer one is refused unread. This is far
    /// above the limits for notifications, so that one that is only a little too long is read, and its sender gets
    /// an answer.
    pub body_bytes: usize,
    /// How long the body of a request may take; 30 seconds by default. Then the answer is 408.
    pub body_time: Duration,
    /// How many bytes of answers wait until their clients read them, together; 64 MiB by default. When there are more,
    /// connections are closed whose clients do not read, but never the only one.
    pub unread_bytes: usize,
    /// How long a client may take to read what is written to it; 30 seconds by default. Then the connection is
    /// closed. For an answer in several parts this is the time for one of them.
    pub write_time: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connections: 1_024,
            head_bytes: 16 << 10,
            handshake_time: Duration::from_secs(10),
            head_time: Duration::from_secs(30),
            body_bytes: 64 << 10,
            body_time: Duration::from_secs(30),
            unread_bytes: 64 << 20,
            write_time: Duration::from_secs(30),
        }
    }
}
