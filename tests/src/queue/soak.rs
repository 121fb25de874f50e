//! Whether a database that is used all day stays as it is: a constant load below what it can carry, for minutes.

mod latencies;
mod ledger;
mod producer;
mod reader;
mod relations;
mod report;
mod sample;

pub use latencies::Percentiles;
pub use ledger::Counts;
pub use relations::Relations;
pub use report::Report;
pub use sample::Sample;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout};

use self::ledger::Ledger;
use self::producer::Producer;
use self::sample::Sampler;
use super::Service;
use super::mpns::Mpns;
use super::workers::{Work, Workers};
use crate::postgres::Server;

/// A load, and how many workers there are for it.
#[derive(Clone, Debug)]
pub struct Soak {
    /// The command `mpns`.
    pub command: PathBuf,
    /// For how long jobs are enqueued.
    pub length: Duration,
    /// How many a second.
    pub rate: u64,
    /// For how many channels, at random.
    pub channels: u64,
    /// How many workers there are.
    pub workers: u64,
    /// How many requests each of them has in flight at most.
    pub concurrency: u64,
}

impl Soak {
    /// Enqueues, delivers and measures for so long. `sampled` is called every half minute, and at least six times.
    pub async fn run(&self, service: &Service, mut sampled: impl FnMut(&Sample)) -> Report {
        let mpns = Mpns::new(&self.command);
        let server = Server::start_durable();
        let database = server.database(CONNECTIONS).await;
        let kept = format!("{}s", KEPT.as_secs());
        let work = Work { concurrency: self.concurrency, keep_results: &kept };
        let mut workers = Workers::start(&mpns, &server.url(), self.workers, work);
        let ledger = Arc::new(Ledger::default());
        let reading = tokio::spawn(reader::read(database.clone(), Arc::clone(&ledger)));
        let retention = tokio::spawn(reader::forget_contents(database.clone(), KEPT));
        let begin = Instant::now();
        let producer = Producer::new(service, self.channels, self.rate, self.length);
        let producing = tokio::spawn(producer.run(server.client().await, Arc::clone(&ledger)));
        let mut sampler = Sampler::new(server.client().await, server.process());
        let mut samples = Vec::new();
        let interval = LONGEST_INTERVAL.min(self.length / 6);
        for time in (1..).map(|number| interval * number).take_while(|time| *time <= self.length) {
            sleep_until(begin + time).await;
            workers.check();
            let sample = sampler.sample(time, workers.time()).await;
            sampled(&sample);
            samples.push(sample);
        }
        let enqueued = producing.await.expect("a producer");
        // What is not there by then is lost.
        let _ = timeout(LONG, ledger.wait_until_empty()).await;
        workers.end();
        reading.abort();
        retention.abort();
        let latencies = ledger.first_and_last_third(self.length);
        Report { length: self.length, enqueued, samples, counts: ledger.counts(), latencies }
    }
}

/// For the reader of results, which has one more of its own, and for retention.
const CONNECTIONS: usize = 2;
/// How long results and contents are kept.
const KEPT: Duration = Duration::from_secs(60);
const LONGEST_INTERVAL: Duration = Duration::from_secs(30);
const LONG: Duration = Duration::from_secs(5 * 60);
