//! Hosts other than an IPv4 address.

use mpns_proto::Outcome::Received;

use crate::case::Case;
use crate::case::Host;
use crate::script::Answer;

pub(super) fn cases() -> Vec<Case> {
    let rows = [
        (
            "ipv6",
            "the transport connects to an IPv6 address, which is in brackets in Host too",
            Host::V6,
        ),
        (
            "second-address",
            "all addresses of a name but the last refuse: the transport connects to the last",
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
