use std::time::Duration;

use crate::{Channel, Event, Ticket};

/// What [`Outbox::poll`](crate::Outbox::poll) wants done. Poll again after doing it, until there is a
/// [`Wait`](Self::Wait), [`Full`](Self::Full) or [`Idle`](Self::Idle); then poll after a job has been pushed, a reply or
/// an error has been handed in, or the time has passed.
///
/// Events come first, then what is due, then requests.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub enum Output<'a, T> {
    /// Send this. Hand in the reply by [`handle_reply`](crate::Outbox::handle_reply), or what went wrong by
    /// [`handle_error`](crate::Outbox::handle_error).
    Transmit(Transmit<'a, T>),
    /// This has happened.
    Event(Event<T>),
    /// Nothing can be done before this time has passed. It is never zero.
    Wait(Duration),
    /// As many requests are in flight as [allowed](crate::Settings::in_flight), and more could be sent: a reply is
    /// needed.
    Full,
    /// There is nothing to do, however long one waits: there is no job, or each is in flight or waits for the reply to
    /// one that is, without a deadline; or the outbox [drains](crate::Outbox::drain).
    Idle,
}

/// A request to send.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transmit<'a, T> {
    /// The number with which its reply is handed in.
    pub ticket: Ticket,
    /// Where to send it.
    pub channel: Channel,
    /// What to send: the payload of the job.
    pub payload: &'a T,
    /// Which attempt it is, from 1.
    pub attempt: u16,
}
