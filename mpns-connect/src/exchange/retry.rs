use std::time::Duration;

use mpns_proto::{Backoff, Jitter};

/// Whether and when to send a notification again after an [`Error`](crate::Error).
///
/// It is for the case that there is no reply; [`mpns_proto::Retry`] is for a reply. The waits are those after a 503:
/// [`Backoff::FIRST`] after the first try, doubling up to [`Backoff::LONGEST`].
///
/// It is exhaustive, so that each case is decided where it is matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Retry {
    /// Do not send it again before the request or the configuration has been changed: it would fail again.
    Never,
    /// Nothing was delivered: send it again later, and wait longer each time.
    Backoff(Backoff),
    /// It may have been delivered. Sending it again later, with the same waits, may show the notification twice.
    MayShowTwice(Backoff),
}

impl Retry {
    /// How long to wait before the next try; `None` if there should be none.
    ///
    /// `tries` is the number of tries so far, at least 1. `may_show_twice` is what the sender has decided for this
    /// notification: whether showing it twice is better than perhaps not at all.
    ///
    /// ```
    /// use std::time::Duration;
    /// use mpns_connect::Retry;
    /// use mpns_proto::{Backoff, Jitter};
    ///
    /// let unknown = Retry::MayShowTwice(Backoff::new());
    /// assert_eq!(unknown.wait(1, Jitter::NONE, false), None);
    /// assert_eq!(unknown.wait(1, Jitter::NONE, true), Some(Duration::from_secs(4 * 60)));
    /// ```
    #[must_use]
    pub fn wait(self, tries: u32, jitter: Jitter, may_show_twice: bool) -> Option<Duration> {
        match self {
            Self::Backoff(backoff) => mpns_proto::Retry::Backoff(backoff).wait(tries, jitter),
            Self::MayShowTwice(backoff) if may_show_twice => {
                Self::Backoff(backoff).wait(tries, jitter, may_show_twice)
            }
            Self::Never | Self::MayShowTwice(_) => None,
        }
    }
}
