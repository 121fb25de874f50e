use crate::{Backoff, Retry};

/// Why there is no reply, as plain values that can be stored and compared.
///
/// The errors of `mpns-hyper` and `mpns-blocking` become one by `From`; a transport of your own creates it itself. It
/// is for a log: with the feature `serde` it is part of a `Record`.
///
/// ```
/// use mpns_proto::{NoReply, Retry};
///
/// let mut no_reply = NoReply::new("no-reply", "no reply from h.example: connection reset by peer");
/// no_reply.may_have_been_delivered = true;
/// assert!(matches!(no_reply.retry(), Retry::Backoff(_)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
#[non_exhaustive]
pub struct NoReply {
    /// How far the exchange got, as a word for programs, in kebab case: `connect-timeout`.
    pub kind: String,
    /// What failed and its causes, for people, without secrets.
    pub text: String,
    /// Whether the service may have read the request: sending it again may show the notification twice.
    pub may_have_been_delivered: bool,
    /// Whether the same exchange will fail again until the request or the configuration is changed.
    pub is_permanent: bool,
}

impl NoReply {
    /// An exchange that failed before anything was sent, and may succeed later.
    pub fn new(kind: impl Into<String>, text: impl Into<String>) -> Self {
        let (kind, text) = (kind.into(), text.into());
        Self { kind, text, may_have_been_delivered: false, is_permanent: false }
    }

    /// Whether and when to send again, with the waits after a 503. If the notification
    /// [may have been delivered](Self::may_have_been_delivered), that may show it twice.
    pub fn retry(&self) -> Retry {
        if self.is_permanent { Retry::Never } else { Retry::Backoff(Backoff::new()) }
    }
}

impl From<&Self> for NoReply {
    fn from(no_reply: &Self) -> Self {
        no_reply.clone()
    }
}
