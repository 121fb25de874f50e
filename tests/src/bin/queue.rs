//! Measures what one database carries, and checks that it stays so.

#![allow(clippy::expect_used, reason = "a benchmark says what is wrong by panicking")]

use std::env::current_exe;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use mpns_tests::queue::Service;
use mpns_tests::queue::soak::{Sample, Soak};
use mpns_tests::queue::throughput::{Throughput, delivered, enqueued};

/// Measures what one database carries, and checks that it stays so
///
/// It starts PostgreSQL, nginx as the service, and workers. Tables are as docs/scale.md has them.
#[derive(Parser)]
struct Options {
    #[command(subcommand)]
    action: Action,
    #[command(flatten)]
    programs: Programs,
}

#[derive(Args)]
struct Programs {
    /// The command, built with the feature postgres; by default the one beside this program
    #[arg(long, value_name = "FILE", global = true)]
    mpns: Option<PathBuf>,
    /// A service that accepts every notification; by default nginx is started
    #[arg(long, value_name = "HOST:PORT", global = true)]
    service: Option<SocketAddr>,
    /// How many requests each program has in flight at most
    #[arg(long, value_name = "N", global = true, default_value_t = 256)]
    concurrency: u64,
}

#[derive(Subcommand)]
enum Action {
    /// Delivers jobs that wait already, and compares that with `mpns batch` and with programs that only send
    ///
    /// The exit status is 0 only if each job has exactly one result, which is that it was accepted.
    Throughput {
        /// How many jobs there are
        #[arg(long, value_name = "N", default_value_t = 200_000)]
        jobs: u64,
        /// For how many channels
        #[arg(long, value_name = "N", default_value_t = 1000)]
        channels: u64,
        /// How many workers there are, one run for each number
        #[arg(long, value_name = "N,..", value_delimiter = ',', default_value = "1,2,4")]
        workers: Vec<u64>,
        /// How often each program runs; the figures are medians
        #[arg(long, value_name = "N", default_value_t = 1)]
        rounds: u64,
        /// Each job has a content of its own, instead of the same one
        #[arg(long)]
        distinct: bool,
    },
    /// Enqueues and delivers at a constant rate, and looks at sizes and times meanwhile
    ///
    /// The exit status is 1 if a job was lost, or a table or an index grows when it should not any more.
    Soak {
        /// How long it takes
        #[arg(long, value_name = "NUMBER", default_value_t = 10.0)]
        minutes: f64,
        /// How many jobs a second; no more than the machine delivers
        #[arg(long, value_name = "N", default_value_t = 2000)]
        rate: u64,
        /// For how many channels
        #[arg(long, value_name = "N", default_value_t = 10_000)]
        channels: u64,
        /// How many workers there are
        #[arg(long, value_name = "N", default_value_t = 2)]
        workers: u64,
    },
}

fn main() -> ExitCode {
    let Options { action, programs } = Options::parse();
    mpns_tests::allow_descriptors();
    let own = current_exe().expect("this program's path");
    let command = programs.mpns.unwrap_or_else(|| own.with_file_name("mpns"));
    let service = programs.service.map_or_else(Service::start, Service::at);
    let concurrency = programs.concurrency;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    match action {
        Action::Throughput { jobs, channels, workers, rounds, distinct: are_distinct } => {
            let throughput =
                Throughput { command, jobs, channels, are_distinct, workers, concurrency };
            runtime.block_on(measure(&throughput, &service, rounds));
            ExitCode::SUCCESS
        }
        Action::Soak { minutes, rate, channels, workers } => {
            let length = Duration::from_secs_f64(minutes * 60.0);
            let soak = Soak { command, length, rate, channels, workers, concurrency };
            runtime.block_on(watch(&soak, &service))
        }
    }
}

async fn measure(throughput: &Throughput, service: &Service, rounds: u64) {
    let mut all = Vec::new();
    for _ in 0..rounds {
        let mut rows = Vec::new();
        let ran = |row| {
            eprintln!("{row}");
            rows.push(row);
        };
        throughput.round(service, ran).await;
        all.push(rows);
    }
    println!("{}\n\n{}", delivered(&all), enqueued(&all));
}

async fn watch(soak: &Soak, service: &Service) -> ExitCode {
    println!("{}", Sample::head());
    let report = soak.run(service, |sample| println!("{sample}")).await;
    println!("\n{report}");
    let violations = report.violations();
    for violation in &violations {
        eprintln!("wrong: {violation}");
    }
    if violations.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
