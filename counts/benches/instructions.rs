//! Counts instructions under valgrind, in a process for each case: `./check counts`.
//!
//! A function is counted with what it calls on its thread. Its arguments are prepared before, and what it returns is
//! dropped after.

#![allow(missing_docs, unused_qualifications, reason = "in what macros expand to")]
#![allow(clippy::expect_used, reason = "a benchmark says what is wrong by panicking")]

use std::time::SystemTime;

use gungraun::{
    Callgrind, EntryPoint, LibraryBenchmarkConfig, library_benchmark, library_benchmark_group, main,
};
use http::{Request, Response};
use mpns_counts::{BlockingSender, HyperSender, content, instructions, response};
use mpns_proto::service::{Incoming, Refusal, read_notification};
use mpns_proto::{BuildError, ChannelUri, Content, Limits, Notification, Outcome, Reply, Retry};

#[library_benchmark]
#[bench::toast(content::toast())]
#[bench::plain(content::plain())]
#[bench::cycle_tile(content::cycle_tile())]
fn build(content: Content) -> (Result<Notification, BuildError>, Content) {
    (content.build(), content)
}

#[library_benchmark]
#[bench::parse(content::CHANNEL)]
fn channel_uri(text: &str) -> ChannelUri {
    text.parse().expect("a channel")
}

#[library_benchmark]
#[bench::first(content::notification(), content::channel())]
#[bench::next(content::used_notification(), content::channel())]
fn request(
    notification: Notification,
    channel: ChannelUri,
) -> (Request<Vec<u8>>, Notification, ChannelUri) {
    (notification.request(&channel), notification, channel)
}

#[library_benchmark]
#[bench::outcome(response::accepted())]
fn reply(response: Response<()>) -> (Outcome, Response<()>) {
    (Reply::from_response(&response).outcome(), response)
}

#[library_benchmark]
#[bench::throttled(Reply::from_response(&response::throttled()))]
fn retry(reply: Reply) -> Retry {
    reply.retry(SystemTime::UNIX_EPOCH)
}

#[library_benchmark]
#[bench::toast(content::request())]
fn read(request: Request<Vec<u8>>) -> (Result<Incoming, Refusal>, Request<Vec<u8>>) {
    (read_notification(&request, &Limits::default()), request)
}

#[library_benchmark]
#[bench::hundred(hyper(1))]
fn hyper_send(sender: HyperSender) -> HyperSender {
    sender.send();
    sender
}

#[library_benchmark]
#[bench::hundred(hyper(16))]
fn hyper_send_all(sender: HyperSender) -> HyperSender {
    sender.send_all(16);
    sender
}

#[library_benchmark]
#[bench::hundred(hyper(16))]
fn hyper_deliver(sender: HyperSender) -> HyperSender {
    sender.deliver(16);
    sender
}

/// With so many connections, which have been used.
fn hyper(connections: usize) -> HyperSender {
    let sender = HyperSender::new(100);
    sender.send_all(connections);
    sender
}

#[library_benchmark]
#[bench::hundred(blocking())]
fn blocking_send(sender: BlockingSender) -> BlockingSender {
    sender.send();
    sender
}

/// With a connection that has been used.
fn blocking() -> BlockingSender {
    let sender = BlockingSender::new(100);
    sender.send();
    sender
}

#[library_benchmark(config = whole_process())]
#[bench::few(instructions::ROUNDS[0])]
#[bench::many(instructions::ROUNDS[1])]
fn blocking_send_all(rounds: usize) {
    let sender = BlockingSender::new(100);
    (0..rounds).for_each(|_| sender.send_all(4));
}

/// All threads from beginning to end. How they take turns varies: with 4 at a time by less than 0.5 %, with 16 by over 1 %.
fn whole_process() -> LibraryBenchmarkConfig {
    let mut callgrind = callgrind();
    callgrind.entry_point(EntryPoint::None);
    let mut config = LibraryBenchmarkConfig::default();
    config.tool(callgrind);
    config
}

fn callgrind() -> Callgrind {
    Callgrind::with_args(["--cache-sim=no"])
}

library_benchmark_group!(
    name = core;
    benchmarks = build, channel_uri, request, reply, retry, read
);
library_benchmark_group!(
    name = transports;
    benchmarks = hyper_send, hyper_send_all, hyper_deliver, blocking_send, blocking_send_all
);

main!(
    config = LibraryBenchmarkConfig::default().tool(callgrind());
    library_benchmark_groups = core, transports
);
