use std::error::Error as StdError;
use std::time::Duration;

use super::dial_error::DialError;
use super::error_kind::ErrorKind;

/// What ended an attempt without a response, with its cause if there is one.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// There is no connection.
    Dial(DialError),
    /// The HTTP library cannot send the request.
    Request(Option<Cause>),
    /// The time limit was reached.
    TimeLimit,
    /// What was received is not the head of a response, or exceeds [`MAX_HEAD`](crate::transport::MAX_HEAD) or
    /// [`MAX_HEADERS`](crate::transport::MAX_HEADERS).
    Head(Option<Cause>),
    /// The response [belongs to another request](mpns_proto::is_stale).
    Stale,
    /// The connection failed, or was closed.
    Broken(Option<Cause>),
}

/// The cause of a [`Failure`].
pub type Cause = Box<dyn StdError + Send + Sync>;

impl Failure {
    pub(super) fn before_connection(&self, limit: Duration) -> ErrorKind {
        match self {
            Self::Dial(error) => error.kind(limit),
            Self::TimeLimit => ErrorKind::ConnectTimeout { limit, proxy: false },
            Self::Request(_) | Self::Head(_) | Self::Stale | Self::Broken(_) => ErrorKind::Connect,
        }
    }

    pub(super) fn cause(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Dial(error) => Some(error),
            Self::TimeLimit | Self::Stale => None,
            Self::Request(cause) | Self::Head(cause) | Self::Broken(cause) => {
                cause.as_ref().map(|cause| &**cause as _)
            }
        }
    }

    pub(super) fn into_cause(self) -> Option<Cause> {
        match self {
            Self::Dial(error) => Some(error.into()),
            Self::TimeLimit | Self::Stale => None,
            Self::Request(cause) | Self::Head(cause) | Self::Broken(cause) => cause,
        }
    }
}
