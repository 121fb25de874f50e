//! Measures `mpns-blocking`: see `mpns_tests::drive`.

use std::ops::Range;

use mpns_blocking::Client;
use mpns_connect::delivery::Parcel;
use mpns_outbox::Outbox;
use mpns_tests::drive::{Delivered, Drive};

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
    let deliver = |outbox: Outbox<Parcel<usize>>, channels: Range<usize>| {
        let jobs = channels.len();
        let events = client.deliver_from(outbox, drive.deliveries(channels));
        let mut delivered = Delivered::new(jobs, events.handle());
        events.for_each(|event| delivered.note(&event));
        delivered.ok
    };
    drive.measure(send, deliver);
}
