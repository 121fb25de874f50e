//! The suite that every transport has to pass.

use std::time::Duration;

use mpns_blocking::Client;

#[test]
fn passes_every_case() {
    let client = Client::builder().timeout(Duration::from_secs(1)).build();
    let report = mpns_conformance::run(move |request| client.request(request));
    println!("{report}");
    report.assert_passed();
}
