use super::error::Error;

/// What a transport does about a [`Failure`](super::failure::Failure).
#[derive(Debug)]
#[must_use]
pub enum Verdict {
    /// The connection was a kept one, closed before anything of the request was written: another one is used.
    SendAgain,
    /// The exchange is over.
    NoReply(Error),
}
