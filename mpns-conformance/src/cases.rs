//! The cases, by topic.

mod outcome;
mod request;

use crate::Case;

/// Every case, in the order of their topics.
pub fn cases() -> Vec<Case> {
    [request::cases(), outcome::cases()].into_iter().flatten().collect()
}
