//! A transport that uses only the core passes the whole suite.

#[path = "../examples/bare_tcp.rs"]
mod bare_tcp;

use bare_tcp::BareTcp;
use mpns_conformance::Suite;

#[test]
fn passes_every_case() {
    let transport = BareTcp::new(Suite::TIME_LIMIT);
    let report = mpns_conformance::run(move |request| transport.send(&request));
    println!("{report}");
    report.assert_passed();
}
