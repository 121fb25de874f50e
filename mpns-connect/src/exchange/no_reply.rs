//! An error as plain values, for a record.

use mpns_proto::NoReply;

use super::error::Error;
use crate::causes::shown_causes;

impl From<&Error> for NoReply {
    fn from(error: &Error) -> Self {
        let text: Vec<_> = shown_causes(error).map(ToString::to_string).collect();
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
