//! Kills `mpns batch` many times, and checks that nothing is lost or sent again.

#![allow(clippy::expect_used, reason = "a test says what is wrong by panicking")]

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use mpns_tests::kills::Kills;
use mpns_tests::verdict::conclude;

/// Kills `mpns batch` many times, and checks that nothing is lost or sent again
///
/// The exit status is 1 if anything is wrong.
#[derive(Parser)]
struct Options {
    /// The command; by default the one beside this program
    #[arg(long, value_name = "FILE")]
    mpns: Option<PathBuf>,
    /// How many jobs the batch has
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    jobs: u64,
    /// How often it is killed
    #[arg(long, value_name = "N", default_value_t = 200)]
    kills: u64,
    /// How many requests are in flight at most
    #[arg(long, value_name = "N", default_value_t = 16)]
    concurrency: u64,
}

fn main() -> ExitCode {
    let Options { mpns, jobs, kills, concurrency } = Options::parse();
    let own = env::current_exe().expect("this program's path");
    let command = mpns.unwrap_or_else(|| own.with_file_name("mpns"));
    let folder = env::temp_dir().join(format!("mpns-kills-{}", std::process::id()));
    let kills = Kills { command, folder, jobs, kills, concurrency };
    let report = kills.run(|report| {
        if report.kills.is_multiple_of(SHOWN) {
            eprintln!("{} kills, {} left", report.kills, report.lost);
        }
    });
    println!("{report}");
    conclude(report.violations(), "the files", &kills.folder)
}

const SHOWN: u64 = 20;
