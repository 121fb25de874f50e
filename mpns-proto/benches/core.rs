//! What the core costs without I/O, on the message that peers are measured with.
//!
//! `cargo bench -p mpns-proto`

#![allow(clippy::expect_used, reason = "a benchmark may panic")]

use std::hint::black_box;

use divan::Bencher;
use mpns_proto::{ChannelUri, Reply, Toast};

fn main() {
    divan::main();
}

fn toast() -> Toast {
    Toast {
        text1: Some("Tom & Jerry's \"Café\"".into()),
        text2: Some("Order #4711 <b>shipped</b> & on its way: R&D says it's due by 17:30".into()),
        param: Some("/Views/Order.xaml?id=4711&from=toast&tab=\"track\"".into()),
        ..Toast::default()
    }
}

fn channel() -> ChannelUri {
    "http://127.0.0.1:8800/throttledthirdparty/01.00/4711".parse().expect("a channel")
}

#[divan::bench]
fn content() -> Toast {
    toast()
}

#[divan::bench]
fn build(bencher: Bencher<'_, '_>) {
    let toast = toast();
    bencher.bench(|| black_box(&toast).build());
}

#[divan::bench]
fn parse_channel_uri(bencher: Bencher<'_, '_>) {
    let uri = "http://127.0.0.1:8800/throttledthirdparty/01.00/4711";
    bencher.bench(|| black_box(uri).parse::<ChannelUri>());
}

#[divan::bench]
fn request(bencher: Bencher<'_, '_>) {
    let (notification, channel) = (toast().build().expect("a toast"), channel());
    bencher.bench(|| black_box(&notification).request(black_box(&channel)));
}

#[divan::bench]
fn outcome(bencher: Bencher<'_, '_>) {
    let response = http::Response::builder()
        .header("Server", "nginx")
        .header("Date", "Sat, 21 Nov 2026 22:00:00 GMT")
        .header("Content-Type", "text/plain")
        .header("Content-Length", "0")
        .header("Connection", "keep-alive")
        .header("X-MessageID", "00000000-0000-0000-0000-000000000000")
        .header("X-NotificationStatus", "Received")
        .header("X-DeviceConnectionStatus", "Connected")
        .header("X-SubscriptionStatus", "Active")
        .body(())
        .expect("a response");
    bencher.bench(|| Reply::from_response(black_box(&response)).outcome());
}

/// The cost of copying the body, for comparison.
#[divan::bench]
fn copy_body(bencher: Bencher<'_, '_>) {
    let notification = toast().build().expect("a toast");
    bencher.bench(|| black_box(notification.body()).to_vec());
}
