//! The figures that every transport shares.

use std::time::Duration;

/// The default time limit for a whole exchange, connecting included: 15 seconds, as the vendor recommended in
/// its notes on best practices (2013-10-22).
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(15);

/// The default time limit for all of connecting (name resolution, TCP, a proxy's tunnel, TLS): 5 seconds.
pub const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The longest time limit that makes a difference: a year, which a clock can still add.
pub const LONGEST_TIMEOUT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// How many unused connections to one host are kept open, by default: 64.
pub const DEFAULT_MAX_IDLE_CONNECTIONS: usize = 64;

/// How many unused connections to all hosts together are kept open, by default: 1,024. A process that sends to hundreds
/// of hosts needs more descriptors than the 1,024 that it often has.
pub const DEFAULT_MAX_IDLE_CONNECTIONS_IN_ALL: usize = 1024;

/// How long an unused connection is kept: 90 seconds. IIS, which MPNS ran on, closes it after 120 seconds.
pub const MAX_IDLE: Duration = Duration::from_secs(90);

/// How many bytes the head of a response may have: 128 KiB.
pub const MAX_HEAD: usize = 128 * 1024;

/// How many headers a response may have: 128. ureq has this bound, and every other transport takes the same.
pub const MAX_HEADERS: usize = 128;

/// How many bytes of a response's body are read, so that its connection can be used again: 64 KiB. A longer
/// body costs the connection, not the reply: a body means nothing in MPNS.
pub const MAX_BODY: u64 = 64 * 1024;

/// How long a response's body is waited for, once its head is there: half a second.
pub const MAX_BODY_WAIT: Duration = Duration::from_millis(500);
