//! Hosts other than an IPv4 address.

use mpns_proto::Outcome::Received;

use crate::Case;
use crate::case::Host;
use crate::script::Answer;

pub(super) fn cases() -> Vec<Case> {
    let rows = [
        ("ipv6", "an IPv6 address in brackets is connected to, and stands so in Host", Host::V6),
        (
            "second-address",
            "a name has several addresses, and all but the last refuse: the last is connected to",
            Host::LastOfLocalhost,
        ),
    ];
    let case = |(name, description, host)| {
        Case::new(format!("address/{name}"), description)
            .host(host)
            .answered(&Answer::received("address"), Received)
            .requests(1)
            .exact()
    };
    rows.into_iter().map(case).collect()
}
