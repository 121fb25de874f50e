//! Counts allocations, and compares them and a report of `instructions` with the kept counts: `./check counts`.
//!
//! `cargo bench -p mpns-counts --bench allocations -- REPORT [--update]`

#![allow(clippy::expect_used, reason = "a benchmark says what is wrong by panicking")]

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;
use std::time::SystemTime;

use allocation_counter::measure;
use mpns_counts::{
    BlockingSender, Comparison, Counts, Environment, HyperSender, content, instructions, response,
};
use mpns_proto::service::read_notification;
use mpns_proto::{ChannelUri, Limits, Reply};

fn main() -> ExitCode {
    let is_update = env::args().any(|arg| arg == "--update");
    let report = env::args().skip(1).find(|arg| !arg.starts_with("--")).expect("a report");
    let report = fs::read_to_string(report).expect("a report that can be read");
    let instructions = instructions::read(&report);
    let mut now = Counts { environment: Environment::current(), instructions, ..Counts::default() };
    count_core(&mut now);
    count_transports(&mut now);

    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("counts.json");
    let comparison = Comparison::new(&Counts::read(&file), &now);
    println!("{comparison}");
    if is_update {
        now.write(&file);
    }
    if is_update || comparison.passes() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Adds the allocations of a subject.
fn count(counts: &mut Counts, subject: &str, work: impl FnOnce()) {
    let allocations = measure(work);
    counts.allocations.insert(subject.to_owned(), allocations.count_total);
    counts.allocated_bytes.insert(subject.to_owned(), allocations.bytes_total);
}

fn count_core(counts: &mut Counts) {
    for (subject, content) in [
        ("build.toast", content::toast()),
        ("build.plain", content::plain()),
        ("build.cycle_tile", content::cycle_tile()),
    ] {
        count(counts, subject, || drop(black_box(content.build())));
    }
    count(counts, "channel_uri.parse", || drop(content::CHANNEL.parse::<ChannelUri>()));

    let (notification, channel) = (content::notification(), content::channel());
    count(counts, "request.first", || drop(notification.request(&channel)));
    count(counts, "request.next", || drop(notification.request(&channel)));

    let (accepted, throttled) = (response::accepted(), response::throttled());
    count(counts, "reply.outcome", || _ = black_box(Reply::from_response(&accepted).outcome()));
    let reply = Reply::from_response(&throttled);
    count(counts, "retry.throttled", || _ = black_box(reply.retry(SystemTime::UNIX_EPOCH)));

    let (request, limits) = (content::request(), Limits::default());
    count(counts, "read.toast", || drop(black_box(read_notification(&request, &limits))));
}

/// Those of `send_all` of `mpns-blocking` are on other threads.
fn count_transports(counts: &mut Counts) {
    let sender = HyperSender::new(100);
    sender.send();
    count(counts, "hyper_send.hundred", || sender.send());
    sender.send_all(16);
    count(counts, "hyper_send_all.hundred", || sender.send_all(16));
    count(counts, "hyper_deliver.hundred", || sender.deliver(16));

    let sender = BlockingSender::new(100);
    sender.send();
    count(counts, "blocking_send.hundred", || sender.send());
}
