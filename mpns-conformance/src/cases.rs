//! The cases, by topic.

mod address;
mod body;
mod closing;
mod header;
mod interim;
mod many;
mod odd_header;
mod outcome;
mod redirect;
mod request;
mod reuse;
mod slow;
mod status_line;

use crate::case::Case;

/// All cases, ordered by topic.
pub fn cases() -> Vec<Case> {
    [
        request::cases(),
        outcome::cases(),
        header::cases(),
        odd_header::cases(),
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_every_request_can_be_built() {
        let cases = cases();
        let names: BTreeSet<&str> = cases.iter().map(Case::name).collect();
        assert_eq!(names.len(), cases.len());
        for case in &cases {
            let name = case.name();
            assert!(name.contains('/') && !case.description().is_empty(), "{name}");
            assert!(case.sends().count() > 0, "{name}");
            for send in case.sends() {
                let request = send.request("localhost:65535");
                assert!(request.is_ok(), "{name}: {request:?}");
            }
        }
    }
}
