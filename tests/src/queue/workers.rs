use std::process::{Child, Command};
use std::time::Duration;

use super::mpns::Mpns;
use crate::process::Process;

/// Processes of `mpns queue work`. They are killed when this is dropped.
pub(super) struct Workers<'a> {
    mpns: &'a Mpns,
    children: Vec<Child>,
}

/// How each of them works.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work<'a> {
    /// How many requests are in flight, all of them to one host.
    pub(super) concurrency: u64,
    /// How long results are kept.
    pub(super) keep_results: &'a str,
}

impl<'a> Workers<'a> {
    pub(super) fn start(mpns: &'a Mpns, url: &str, count: u64, work: Work<'_>) -> Self {
        let concurrency = work.concurrency.to_string();
        let args = ["queue", "work", "--no-proxy", "--keep-results", work.keep_results];
        let args =
            [&args[..], &["--concurrency", &concurrency, "--per-host", &concurrency]].concat();
        let start = |number| mpns.start(&args, url, &log(number));
        Self { mpns, children: (0..count).map(start).collect() }
    }

    /// The processor time of all.
    pub(super) fn time(&self) -> Duration {
        self.processes().map(Process::time).sum()
    }

    /// The most memory of one of them in MiB.
    pub(super) fn peak(&self) -> Option<f64> {
        self.processes().filter_map(Process::peak).reduce(f64::max)
    }

    /// Panics if one has ended.
    pub(super) fn check(&mut self) {
        for (child, number) in self.children.iter_mut().zip(0..) {
            if let Some(status) = child.try_wait().expect("a child") {
                panic!("a worker has ended: {status}: {}", self.mpns.log(&log(number)));
            }
        }
    }

    /// Asks them to end, and waits until they have.
    pub(super) fn end(mut self) {
        for child in &self.children {
            let id = child.id().to_string();
            let _ = Command::new("kill").args(["-s", "TERM", &id]).status();
        }
        for (child, number) in self.children.iter_mut().zip(0..) {
            let status = child.wait().expect("a child");
            assert!(status.success(), "{status}: {}", self.mpns.log(&log(number)));
        }
    }

    fn processes(&self) -> impl Iterator<Item = Process> {
        self.children.iter().map(|child| Process(child.id()))
    }
}

impl Drop for Workers<'_> {
    fn drop(&mut self) {
        for child in &mut self.children {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn log(number: u64) -> String {
    format!("worker-{number}.log")
}
