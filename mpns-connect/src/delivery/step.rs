use std::time::Duration;

use mpns_outbox::Ticket;
use mpns_proto::{ChannelUri, Notification};

use super::event::Event;

/// What [`Courier::poll`](crate::transport::Courier::poll) wants done. Poll again after doing it.
#[derive(Debug)]
#[must_use]
pub enum Step<K> {
    /// Send this, and hand in the result by [`take_result`](crate::transport::Courier::take_result).
    Send {
        /// The number with which the result is handed in.
        ticket: Ticket,
        /// Where to send it.
        channel: ChannelUri,
        /// What to send.
        notification: Notification,
    },
    /// This has happened.
    Event(Event<K>),
    /// Take the next job from the source and [`push`](crate::transport::Courier::push) it, or say that [there is
    /// none](crate::transport::Courier::end_source). Until there is one, [`Wait`](Self::Wait).
    Take(Option<Duration>),
    /// Wait for a result, for the waker, and if a time is given, not longer than that.
    Wait(Option<Duration>),
    /// All is done.
    Over,
}
