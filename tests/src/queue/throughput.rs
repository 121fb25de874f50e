//! How fast jobs are delivered that wait already: by workers, by `mpns batch`, and by the least that sends the same.

mod check;
mod row;
mod table;

pub use row::{Program, Row};
pub use table::{delivered, enqueued};

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use mpns_queue::tokio_postgres::Client;
use tokio::time::{Instant, sleep};

use self::check::{check_file, check_results};
use super::Service;
use super::cost::{Cost, Watch};
use super::jobs::Jobs;
use super::mpns::Mpns;
use super::workers::{Work, Workers};
use crate::curves::{Driver, Load};
use crate::postgres::Server;

/// What is delivered, and by how many workers.
#[derive(Clone, Debug)]
pub struct Throughput {
    /// The command `mpns`. The programs `drive_floor` and `drive_hyper` are beside it.
    pub command: PathBuf,
    /// How many jobs there are.
    pub jobs: u64,
    /// For how many channels, of which each has as many.
    pub channels: u64,
    /// Whether each job has a content of its own.
    pub are_distinct: bool,
    /// How many workers there are, one run for each number.
    pub workers: Vec<u64>,
    /// How many requests each program has in flight at most.
    pub concurrency: u64,
}

impl Throughput {
    /// Runs each program once. `ran` is called after each run.
    ///
    /// # Panics
    ///
    /// If a job does not have exactly one result, which is that it was accepted.
    pub async fn round(&self, service: &Service, mut ran: impl FnMut(Row)) {
        let mpns = Mpns::new(&self.command);
        let Self { jobs: count, channels, are_distinct, .. } = *self;
        Jobs { count, channels, are_distinct }.write(&mpns.file(JOBS), service);
        let mut ran = |program, cost| ran(Row { program, jobs: count, cost });
        for driver in [Driver::Floor, Driver::Hyper] {
            ran(Program::Driver(driver), self.driver(driver, service));
        }
        ran(Program::Batch, self.batch(&mpns, service).await);
        for workers in self.workers.iter().copied() {
            // A server for each, so that no run finds what another has left.
            let server = Server::start_durable();
            // Creates the schema.
            drop(server.database(1).await);
            let watch = Watch::start(Some(server.process()), None);
            ran(Program::Push, mpns.run(&["queue", "push", JOBS], &server.url(), &watch).await);
            ran(Program::Workers(workers), self.work(&mpns, &server, workers, service).await);
        }
    }

    fn driver(&self, driver: Driver, service: &Service) -> Cost {
        let number = |number| usize::try_from(number).expect("a number of this machine");
        let (sends, at_most) = (number(self.jobs), number(self.concurrency));
        let load = Load { sends, at_most, ..Load::default() };
        let folder = self.command.parent().unwrap_or(Path::new("."));
        let watch = Watch::start(None, service.process());
        let report = driver.run(folder, &load, service.address()).expect("a driver");
        let cost = watch.cost(report.cpu(), report.peak_mib());
        Cost { elapsed: report.elapsed(), ..cost }
    }

    async fn batch(&self, mpns: &Mpns, service: &Service) -> Cost {
        let concurrency = self.concurrency.to_string();
        let args = ["batch", JOBS, "--results", RESULTS, "--no-proxy"];
        let args =
            [&args[..], &["--concurrency", &concurrency, "--per-host", &concurrency]].concat();
        let watch = Watch::start(None, service.process());
        let cost = mpns.run(&args, "", &watch).await;
        check_file(&mpns.file(RESULTS), self.jobs);
        std::fs::remove_file(mpns.file(RESULTS)).expect("the results");
        cost
    }

    async fn work(&self, mpns: &Mpns, server: &Server, count: u64, service: &Service) -> Cost {
        let client = server.client().await;
        let work = Work { concurrency: self.concurrency, keep_results: "forever" };
        let start = SystemTime::now();
        let watch = Watch::start(Some(server.process()), service.process());
        let mut workers = Workers::start(mpns, &server.url(), count, work);
        wait_for_end(&client, &mut workers).await;
        let cost = watch.cost(workers.time(), workers.peak());
        workers.end();
        let last = check_results(&client, self.jobs).await;
        Cost { elapsed: last.duration_since(start).unwrap_or_default(), ..cost }
    }
}

/// Waits until there are no jobs.
async fn wait_for_end(client: &Client, workers: &mut Workers<'_>) {
    let mut last = (0, Instant::now());
    loop {
        let row = client.query_one(WAITING, &[]).await.expect("an answer");
        let waiting: i64 = row.get(0);
        if waiting == 0 {
            return;
        }
        if waiting != last.0 {
            last = (waiting, Instant::now());
        }
        assert!(last.1.elapsed() < LONG, "{waiting} jobs wait, and none has ended for long");
        workers.check();
        sleep(LOOK).await;
    }
}

const JOBS: &str = "jobs.jsonl";
const RESULTS: &str = "results.jsonl";
/// A small table, which is read whole.
const WAITING: &str = "SELECT coalesce(sum(waiting), 0) FROM mpns.channel";
/// Rare enough to cost nothing.
const LOOK: Duration = Duration::from_millis(100);
const LONG: Duration = Duration::from_secs(5 * 60);
