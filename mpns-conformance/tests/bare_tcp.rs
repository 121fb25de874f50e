//! A transport that has the core alone passes the whole suite.

#[path = "../examples/bare_tcp.rs"]
mod bare_tcp;

use std::time::Duration;

use bare_tcp::BareTcp;

#[test]
fn passes_every_case() {
    let transport = BareTcp::new(Duration::from_secs(1));
    let report = mpns_conformance::run(move |request| transport.send(&request));
    println!("{report}");
    report.assert_passed();
}
