use std::time::{Duration, SystemTime};

/// The time, of two clocks. Every call takes it, as the outbox has no clock of its own.
///
/// What is waited for is measured by `monotonic`, so that a calendar which jumps makes no hold shorter or longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// The time since a fixed moment, such as the start of the program, by a clock that does not jump, such as
    /// [`Instant`](std::time::Instant). If it goes backwards all the same, the outbox goes on from there.
    pub monotonic: Duration,
    /// The time by the calendar, which may jump. It is needed for a `Retry-After` that is a date, and to write down
    /// [holds](crate::Hold) and the state.
    pub wall: SystemTime,
}
