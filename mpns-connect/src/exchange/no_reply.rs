//! An error as plain values, for a record.

use std::error::Error as StdError;
use std::iter;

use mpns_proto::NoReply;

use super::error::Error;

impl From<&Error> for NoReply {
    fn from(error: &Error) -> Self {
        // The text of an I/O error is that of the error inside it, which `source` skips.
        let causes = iter::successors(Some(error as &(dyn StdError + 'static)), |error| {
            StdError::source(*error)
        });
        let text: Vec<_> = causes.take(MAX_CAUSES).map(ToString::to_string).collect();
        let mut no_reply = Self::new(error.kind().as_str(), text.join(": "));
        no_reply.may_have_been_delivered = error.may_have_been_delivered();
        no_reply.is_permanent = error.is_permanent();
        no_reply
    }
}

impl From<Error> for NoReply {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

/// A chain of causes that is a circle must not hang a program.
const MAX_CAUSES: usize = 64;
