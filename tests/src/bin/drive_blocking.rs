//! Measures `mpns-blocking`: see `mpns_tests::drive`.

use std::ops::Range;

use mpns_blocking::Client;
use mpns_tests::drive::{Drive, Watch};

fn main() {
    let drive = Drive::from_env();
    let client: Client = drive.client();
    let send = |channels: Range<usize>| {
        let results = client.send_all(drive.jobs(channels), drive.at_most);
        let accepted = |result: &Result<mpns_proto::Reply, _>| {
            result.as_ref().is_ok_and(|reply| reply.outcome().is_accepted())
        };
        results.filter(|(_, result)| accepted(result)).count()
    };
    let [warm, measured] = drive.warm_and_measured();
    send(warm);
    let watch = Watch::start();
    let ok = send(measured);
    watch.report(drive.n, ok);
}
