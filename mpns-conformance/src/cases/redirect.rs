//! Redirects, which MPNS does not have.

use mpns_proto::Outcome::Unrecognized;

use crate::case::Case;
use crate::expect::Expect;
use crate::script::{Answer, Step};

pub(super) fn cases() -> Vec<Case> {
    let elsewhere = REDIRECTS.iter().map(|status| {
        Case::new(
            format!("redirect/{status}"),
            "a redirect to another service is returned, and nothing connects to its location",
        )
        .exchange([Step::ReadRequest, Step::Redirect(*status)])
        .send(Expect::reply(&Answer::new(*status), Unrecognized))
        .requests(1)
    });
    let here = REDIRECTS.iter().map(|status| {
        let answer = Answer::new(*status).header("Location", "/elsewhere");
        Case::new(
            format!("redirect/{status}-same-host"),
            "a redirect within the service is returned and not followed",
        )
        .answered(&answer, Unrecognized)
        .requests(1)
    });
    elsewhere.chain(here).collect()
}

const REDIRECTS: [u16; 6] = [300, 301, 302, 303, 307, 308];
