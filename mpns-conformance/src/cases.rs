//! The cases, by topic.

mod address;
mod body;
mod closing;
mod header;
mod interim;
mod many;
mod outcome;
mod redirect;
mod request;
mod reuse;
mod slow;
mod status_line;

use crate::Case;

/// Every case, in the order of their topics.
pub fn cases() -> Vec<Case> {
    [
        request::cases(),
        outcome::cases(),
        header::cases(),
        status_line::cases(),
        redirect::cases(),
        body::cases(),
        interim::cases(),
        closing::cases(),
        reuse::cases(),
        slow::cases(),
        address::cases(),
        many::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
