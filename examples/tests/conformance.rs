//! Every example passes the suite that every transport has to pass. What its client cannot be kept from is stated.

#![cfg(test)]

#[path = "../mpns_blocking.rs"]
mod mpns_blocking;
#[path = "../mpns_hyper.rs"]
mod mpns_hyper;
#[path = "../reqwest.rs"]
mod reqwest;
#[path = "../smol_hyper.rs"]
mod smol_hyper;
#[path = "../std_net.rs"]
mod std_net;
#[path = "../tower.rs"]
mod tower;
#[path = "../ureq.rs"]
mod ureq;

use std::sync::{Mutex, PoisonError};

use mpns_conformance::{Report, Suite};
use tokio::runtime;

/// Runs one suite at a time: each is work for a whole small machine, and has time limits.
fn check(run: impl FnOnce() -> Report) {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let report = run();
    println!("{report}");
    report.assert_passed();
}

/// hyper refuses a coding in HTTP/1.0, and speaks HTTP/1.0 after a response of it.
fn except_for_hyper(suite: Suite) -> Suite {
    suite.except("reuse/http-1.0-chunked").except("reuse/after-http-1.0")
}

fn on_tokio<T>(future: impl Future<Output = T>) -> T {
    runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

#[test]
fn mpns_blocking() {
    let client = mpns_blocking::client(Suite::TIME_LIMIT);
    check(|| Suite::new().run(move |request| client.request(request)));
}

#[test]
fn mpns_hyper() {
    let client = mpns_hyper::client(Suite::TIME_LIMIT);
    check(|| on_tokio(Suite::new().run_async(|request| client.request(request))));
}

#[test]
fn reqwest() {
    let client = reqwest::client(Suite::TIME_LIMIT).unwrap();
    let suite = Suite::new()
        // It is always added; a service ignores it.
        .allow_header("accept")
        // A URL is normalized as browsers do it. Channel URIs of services have neither dots nor quotes.
        .except("request/target-dots")
        .except("request/target-reserved")
        // hyper's limit of 100 headers has no setting in reqwest.
        .except("header/128-headers");
    let suite = except_for_hyper(suite);
    check(|| on_tokio(suite.run_async(|request| reqwest::send(&client, request))));
}

#[test]
fn smol_hyper() {
    let sender = smol_hyper::Sender::new(Suite::TIME_LIMIT);
    let suite = except_for_hyper(Suite::new());
    check(|| smol::block_on(suite.run_async(|request| sender.send(request))));
}

#[test]
fn std_net() {
    let tcp = std_net::BareTcp::new(Suite::TIME_LIMIT);
    check(|| Suite::new().run(move |request| tcp.send(&request)));
}

#[test]
fn tower() {
    let service = tower::service(Suite::TIME_LIMIT);
    let suite = except_for_hyper(Suite::new());
    check(|| on_tokio(suite.run_async(|request| tower::send(service.clone(), request))));
}

#[test]
fn ureq() {
    let agent = ureq::agent(Suite::TIME_LIMIT);
    let suite = Suite::new()
        .except("interim/100-with-headers")
        // The length counts, although there is a coding.
        .except("reuse/coding-and-length");
    check(|| suite.run(move |request| ureq::send(&agent, request)));
}
