//! Simulates a day of an outbox in virtual time, and checks that it keeps to its rules.

use std::fs;
use std::process::ExitCode;

use clap::Parser;
use mpns_outbox::Outbox;
use mpns_tests::simulate::{Measured, Plan, run};

/// Simulates a day of an outbox in virtual time, and checks that it keeps to its rules
///
/// The exit status is 1 if it does not. The same seed repeats the same day.
#[derive(Parser)]
struct Options {
    /// How many channels there are
    #[arg(long, value_name = "NUMBER", default_value_t = 1_000_000)]
    channels: u32,
    /// What all else follows from; may be repeated
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    seed: Vec<u64>,
}

fn main() -> ExitCode {
    let options = Options::parse();
    for seed in options.seed {
        println!("{} channels, seed {seed}", options.channels);
        let plan = Plan::large(options.channels, seed);
        let mut outbox = Measured::new(growth, || Outbox::new(plan.settings, seed.into()));
        match run(&plan, &mut outbox) {
            Ok(report) => println!("{report}"),
            Err(wrong) => {
                println!("seed {seed}, {wrong}");
                return ExitCode::FAILURE;
            }
        }
        if let Some(peak) = peak() {
            println!("peak memory of the process so far: {peak}");
        }
        println!();
    }
    ExitCode::SUCCESS
}

/// By how many bytes the memory grows.
fn growth(call: &mut dyn FnMut()) -> i64 {
    allocation_counter::measure(call).bytes_current
}

/// The most memory that this process has taken, if the system shows it.
fn peak() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(peak.trim().to_owned())
}
