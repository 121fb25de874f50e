//! What an outbox has to know of an error.

use mpns_outbox::Failure;

use super::error::Error;

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        Self {
            may_have_been_delivered: error.may_have_been_delivered(),
            is_permanent: error.is_permanent(),
        }
    }
}
