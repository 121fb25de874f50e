//! The suite that every transport has to pass.

#![cfg(test)]

use mpns_conformance::Suite;
use mpns_hyper::Client;

#[tokio::test]
async fn passes_every_case() {
    let client = Client::builder().timeout(Suite::TIME_LIMIT).build();
    let report = mpns_conformance::run_async(|request| client.request(request)).await;
    println!("{report}");
    report.assert_passed();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn passes_every_case_on_several_threads() {
    let client = Client::builder().timeout(Suite::TIME_LIMIT).build();
    let report = mpns_conformance::run_async(|request| {
        let client = client.clone();
        async move {
            let task = tokio::spawn(async move { client.request(request).await });
            task.await.unwrap()
        }
    })
    .await;
    report.assert_passed();
}
