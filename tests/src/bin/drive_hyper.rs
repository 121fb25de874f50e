//! Measures `mpns-hyper`: see `mpns_tests::drive`. `RT=multi` is a runtime of several threads, otherwise it has one.

#![allow(clippy::expect_used, reason = "a benchmark says what is wrong by panicking")]

use std::env;
use std::future::ready;
use std::ops::Range;

use futures_util::{StreamExt as _, stream};
use mpns_connect::delivery::Parcel;
use mpns_hyper::Client;
use mpns_outbox::Outbox;
use mpns_tests::drive::{Delivered, Drive};
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
    let deliver = |outbox: Outbox<Parcel<usize>>, channels: Range<usize>| {
        let jobs = channels.len();
        let mut events = client.deliver_from(outbox, stream::iter(drive.deliveries(channels)));
        let mut delivered = Delivered::new(jobs, events.handle());
        runtime.block_on(async {
            while let Some(event) = events.next().await {
                delivered.note(&event);
            }
        });
        delivered.ok
    };
    drive.measure(send, deliver);
}
