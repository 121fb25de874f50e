use super::error::Error;
use super::failure::Failure;
use crate::tls::failure::TlsFailure;

/// What a transport does about a [`Failure`].
#[derive(Debug)]
#[must_use]
pub enum Verdict {
    /// The connection was a kept one, closed before anything of the request was written: another one is used.
    SendAgain,
    /// The exchange is over.
    NoReply(Error),
}

impl Verdict {
    /// The exchange is over with this error, to which its causes are added.
    pub(super) fn no_reply(mut error: Error, failure: Failure, tls: Option<TlsFailure>) -> Self {
        if let Some(cause) = failure.into_cause() {
            error = error.with_source(cause);
        }
        if let Some(failure) = tls {
            error = error.with_tls_failure(failure);
        }
        Self::NoReply(error)
    }
}
