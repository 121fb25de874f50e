//! Measures `mpns-hyper`: see `mpns_tests::drive`. `RT=multi` is a runtime of several threads, otherwise it has one.

#![allow(clippy::expect_used, reason = "a benchmark says what is wrong by panicking")]

use std::env;
use std::future::ready;
use std::ops::Range;

use futures_util::{StreamExt as _, stream};
use mpns_hyper::Client;
use mpns_tests::drive::{Drive, Watch};
use tokio::runtime::Builder;

fn main() {
    let mut runtime = match env::var("RT").as_deref() {
        Ok("multi") => Builder::new_multi_thread(),
        _ => Builder::new_current_thread(),
    };
    let runtime = runtime.enable_all().build().expect("a runtime");
    let drive = Drive::from_env();
    let client: Client = drive.client();
    let send = |channels: Range<usize>| {
        let results = client.send_all(stream::iter(drive.jobs(channels)), drive.at_most);
        let accepted = results.filter(|(_, result)| {
            ready(result.as_ref().is_ok_and(|reply| reply.outcome().is_accepted()))
        });
        runtime.block_on(accepted.count())
    };
    let [warm, measured] = drive.warm_and_measured();
    send(warm);
    let watch = Watch::start();
    let ok = send(measured);
    watch.report(drive.n, ok);
}
