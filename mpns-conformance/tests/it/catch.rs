//! The suite is worth as much as it catches: every wrong transport fails the cases that are there for it.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use mpns_conformance::{Suite, Verdict};

use crate::transport::{Own, Transport};

/// The cases that have to fail, by name, with a part of the failure text.
type Cases = &'static [(&'static str, &'static str)];

pub(crate) fn check(rows: Vec<(&'static str, Transport, Cases)>) {
    let threads: Vec<_> = rows
        .into_iter()
        .flat_map(|(what, transport, names)| {
            let transport = Arc::new(transport);
            names.iter().map(move |(name, because)| {
                let transport = Arc::clone(&transport);
                thread::spawn(move || uncaught(what, transport, name, because))
            })
        })
        .collect();
    let uncaught: Vec<String> = threads.into_iter().filter_map(|t| t.join().unwrap()).collect();
    assert!(uncaught.is_empty(), "{uncaught:#?}");
}

/// Complains about a transport that does not fail the case for its defect. A case that this machine cannot
/// run, such as one for IPv6, says nothing.
fn uncaught(what: &str, transport: Arc<Transport>, name: &str, because: &str) -> Option<String> {
    let own = Own::new();
    let suite = Suite::new().time_limit(Suite::TIME_LIMIT).patience(PATIENCE).only(name);
    let report = suite.run(move |request| transport(&own, request));
    let result = report.results().iter().find(|result| result.case().name() == name);
    match result.map(|result| result.verdict()) {
        Some(Verdict::Failed(failure)) if failure.to_string().contains(because) => None,
        Some(Verdict::NotRunnable(reason)) => {
            println!("{name} cannot be run here: {reason}");
            None
        }
        verdict => Some(format!("one that {what} does not fail {name}: {verdict:?}")),
    }
}

const PATIENCE: Duration = Duration::from_secs(2);
