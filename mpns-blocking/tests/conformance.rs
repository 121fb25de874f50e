//! The suite that every transport has to pass.

use mpns_blocking::Client;
use mpns_conformance::Suite;

#[test]
fn passes_every_case() {
    let client = Client::builder().timeout(Suite::TIME_LIMIT).build();
    let report = mpns_conformance::run(move |request| client.request(request));
    println!("{report}");
    report.assert_passed();
}
