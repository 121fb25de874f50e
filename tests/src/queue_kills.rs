//! Workers of `mpns queue work` and their PostgreSQL server, killed again and again: what the command `queue_kills` runs
//! and prints.
//!
//! The service is an emulator with phones that are out of reach, overflow, are gone, refuse or are slow. What it got is
//! compared with what the database says. The database also notes whose leases were taken over, so that it is known of
//! each job how often its fate was unknown.

mod books;
mod report;
mod service;
mod tally;
mod workers;

pub use report::Report;

use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

use fastrand::Rng;

use self::books::Books;
use self::service::Service;
use self::tally::Tally;
use self::workers::Workers;
use crate::postgres::Server;

/// What is killed, and how often.
#[derive(Clone, Debug)]
pub struct QueueKills {
    /// The command `mpns`, with its feature `postgres`.
    pub command: PathBuf,
    /// A folder for the logs of the workers, which is emptied.
    pub folder: PathBuf,
    /// How many jobs there are.
    pub jobs: u64,
    /// How often a worker is killed.
    pub kills: u64,
    /// How often the server is killed.
    pub server_kills: u64,
    /// How many workers there are at a time.
    pub workers: u64,
    /// How many requests of a worker are in flight at most.
    pub concurrency: u64,
}

impl QueueKills {
    /// Kills workers and the server so often, and lets the rest end. `killed` is called after each kill, with how many
    /// results there are.
    pub async fn run(&self, mut killed: impl FnMut(u64)) -> Report {
        let mut random = Rng::new();
        let mut service = Service::start(self.jobs.div_ceil(JOBS_EACH));
        let mut server = Server::start_with(&["fsync=on"]);
        let mut books = Books::open(&server).await;
        books.enqueue(&service, self.jobs).await;
        let mut workers = Workers::start(self, &server.url());
        let mut tally = Tally::new(service.channels());
        let mut victims = vec![false; usize(self.kills)];
        victims.resize(usize(self.kills + self.server_kills), true);
        random.shuffle(&mut victims);
        for (place, is_server) in victims.iter().enumerate() {
            let left = self.jobs - books.results().await;
            let kills_left = (victims.len() - place) as u64;
            let requests = random.u64(0..=2 * left / (kills_left + 1));
            wait(&mut service, &mut tally, &mut workers, requests).await;
            tokio::time::sleep(Duration::from_micros(random.u64(0..3000))).await;
            if *is_server {
                let start = Instant::now();
                server.kill();
                server.start_again();
                books = Books::reopen(&server).await;
                tally.note_outage(start.elapsed() > LEASE - TIMEOUT);
            } else {
                workers.kill_one(&mut random);
            }
            service.trouble(&mut random);
            if place % LIFTED == LIFTED - 1 {
                tally.take(&service.new_requests());
                tally.end_holds(SystemTime::now());
                books.end_holds().await;
            }
            tally.note_holds(books.holds().await);
            killed(books.results().await);
        }
        service.recover();
        self.finish(&mut service, &mut tally, &mut workers, &books).await;
        workers.drain();
        tally.take(&service.new_requests());
        tally.report(self, workers.killed(), &books.facts().await)
    }

    /// Waits for the results of all jobs, or until there are none any more. Holds end, as time would end them.
    async fn finish(
        &self,
        service: &mut Service,
        tally: &mut Tally,
        workers: &mut Workers,
        books: &Books,
    ) {
        let mut last = (0, Instant::now());
        while last.0 < self.jobs && last.1.elapsed() < STUCK {
            tally.take(&service.new_requests());
            tally.end_holds(SystemTime::now());
            books.end_holds().await;
            workers.check();
            tokio::time::sleep(Duration::from_millis(500)).await;
            let results = books.results().await;
            if results > last.0 {
                last = (results, Instant::now());
            }
        }
    }
}

/// Waits until the service has got so many more requests, or gets none any more.
async fn wait(service: &mut Service, tally: &mut Tally, workers: &mut Workers, requests: u64) {
    let mut count = 0;
    let mut last = Instant::now();
    while count < requests && last.elapsed() < SILENCE {
        tokio::time::sleep(Duration::from_millis(10)).await;
        workers.check();
        let new = service.new_requests();
        if !new.is_empty() {
            last = Instant::now();
        }
        count += new.len() as u64;
        tally.take(&new);
    }
}

fn usize(number: u64) -> usize {
    usize::try_from(number).expect("a small number")
}

/// How many jobs a channel has.
const JOBS_EACH: u64 = 10;
/// Holds end after so many kills.
const LIFTED: usize = 4;
const SILENCE: Duration = Duration::from_secs(1);
/// Longer than all leases, and than a machine stands still.
const STUCK: Duration = Duration::from_secs(60);
/// Short enough to wait for.
const LEASE: Duration = Duration::from_secs(12);
/// The time limit of a request. Shorter than a lease, and longer than a machine stands still.
const TIMEOUT: Duration = Duration::from_secs(8);
