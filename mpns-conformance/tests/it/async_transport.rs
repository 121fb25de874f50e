//! Transports that return futures pass and fail like those that block.

use std::future::{Future, pending, ready};
use std::io;
use std::time::Duration;

use http::{Request, Response};
use mpns_conformance::{Suite, Verdict};

use crate::tcp::{FAILED, Tcp};

#[test]
fn a_right_one_that_blocks_passes_every_case() {
    let tcp = Tcp::new(Suite::TIME_LIMIT);
    let report = Suite::new().except(FAILED).run(move |request| tcp.send(&request));
    println!("{report}");
    report.assert_passed();
}

#[test]
fn a_right_one_passes_every_case() {
    let tcp = Tcp::new(Suite::TIME_LIMIT);
    let report = block_on(Suite::new().except(FAILED).run_async(move |request| {
        let tcp = tcp.clone();
        async move { tokio::task::spawn_blocking(move || tcp.send(&request)).await? }
    }));
    println!("{report}");
    report.assert_passed();
    assert_eq!(report.results().len(), mpns_conformance::cases().len());
}

#[test]
fn the_suite_can_be_spawned() {
    fn is_send(_: &impl Send) {}
    is_send(&mpns_conformance::run_async(async |request| Tcp::new(Duration::ZERO).send(&request)));

    let tcp = Tcp::new(Suite::TIME_LIMIT);
    let suite = Suite::new().only("outcome/200-bare");
    let report = block_on(async {
        let run = async move { suite.run_async(|request| ready(tcp.send(&request))).await };
        tokio::spawn(run).await.unwrap()
    });
    report.assert_passed();
}

#[test]
fn a_wrong_one_fails() {
    assert!(verdict(|_| pending()).contains("did not come back"));
    assert!(verdict(|_| async { panic!("made to panic") }).contains("panicked"));
    assert!(verdict(|_| async { Err(io::Error::other("no")) }).contains("\"no\""));
    assert!(verdict(|_| async { Ok(Response::new(())) }).contains("saw 0 requests"));
}

fn verdict<F>(transport: impl Fn(Request<Vec<u8>>) -> F) -> String
where
    F: Future<Output = io::Result<Response<()>>>,
{
    let suite = Suite::new().time_limit(Duration::ZERO).patience(Duration::from_millis(500));
    let report = block_on(suite.only("outcome/200-bare").run_async(transport));
    assert!(!report.is_passed());
    match report.results() {
        [result] => match result.verdict() {
            Verdict::Failed(failure) => failure.clone(),
            other => panic!("{other:?}"),
        },
        results => panic!("{results:?}"),
    }
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}
