//! Kills workers of `mpns queue work` and their server many times, and checks that nothing is lost or repeated.

#![allow(clippy::expect_used, reason = "a test says what is wrong by panicking")]

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use mpns_tests::queue_kills::QueueKills;
use mpns_tests::verdict::conclude;

/// Kills workers of `mpns queue work` and their server many times, and checks that nothing is lost or repeated
///
/// The exit status is 1 if anything is wrong.
#[derive(Parser)]
struct Options {
    /// The command, with its feature postgres; by default the one beside this program
    #[arg(long, value_name = "FILE")]
    mpns: Option<PathBuf>,
    /// How many jobs there are
    #[arg(long, value_name = "N", default_value_t = 60_000)]
    jobs: u64,
    /// How often a worker is killed
    #[arg(long, value_name = "N", default_value_t = 20)]
    kills: u64,
    /// How often the server is killed
    #[arg(long, value_name = "N", default_value_t = 2)]
    server_kills: u64,
    /// How many workers there are
    #[arg(long, value_name = "N", default_value_t = 3)]
    workers: u64,
    /// How many requests of a worker are in flight at most
    #[arg(long, value_name = "N", default_value_t = 64)]
    concurrency: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Options { mpns, jobs, kills, server_kills, workers, concurrency } = Options::parse();
    let own = env::current_exe().expect("this program's path");
    let command = mpns.unwrap_or_else(|| own.with_file_name("mpns"));
    let folder = env::temp_dir().join(format!("mpns-queue-kills-{}", std::process::id()));
    let kills = QueueKills { command, folder, jobs, kills, server_kills, workers, concurrency };
    let start = Instant::now();
    let report = kills.run(|ended| eprintln!("{ended} of {jobs} have ended")).await;
    println!("{report}");
    println!("it took {:.0?}", start.elapsed());
    conclude(report.violations(), "the logs of the workers", &kills.folder)
}
