//! Attacks an emulator in every way that is known, while good clients use it.

#![allow(clippy::expect_used, clippy::panic, reason = "a test says what is wrong by panicking")]

use std::env::current_exe;
use std::io::{self, BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use clap::Parser;
use mpns_emulator::Emulator;
use mpns_tests::flood::{Alone, Attack, Minute, Report, run};
use mpns_tests::process::Process;

/// Attacks an emulator in every way that is known, while good clients use it
///
/// The exit status is 1 if a request of a good client is lost or the memory of the emulator grows.
#[derive(Parser)]
struct Options {
    /// How long it takes
    #[arg(long, value_name = "NUMBER", default_value_t = 10.0)]
    minutes: f64,
    /// The address of an emulator; by default one is started
    #[arg(long, value_name = "HOST:PORT")]
    emulator: Option<SocketAddr>,
    /// The process of that emulator, whose memory is measured
    #[arg(long, value_name = "ID", requires = "emulator")]
    process: Option<u32>,
    /// Only this attack; may be repeated
    #[arg(long, value_name = "ATTACK", value_parser = attack)]
    only: Vec<Attack>,
    /// Each attack alone for that time, on an emulator of its own: prints its memory before, at most and after
    #[arg(long, conflicts_with = "emulator")]
    each: bool,
    /// Be the emulator that is attacked
    #[arg(long, hide = true)]
    serve: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    mpns_tests::allow_descriptors();
    if options.serve {
        serve();
    }
    let attacks = if options.only.is_empty() { Attack::ALL.to_vec() } else { options.only };
    let time = Duration::from_secs_f64(options.minutes * 60.0);
    let failures: Vec<_> = if options.each {
        println!("{}", Alone::TITLE);
        attacks.iter().filter_map(|attack| attack_alone(*attack, time)).collect()
    } else {
        attack_together(options.emulator, options.process, &attacks, time).into_iter().collect()
    };
    for failure in &failures {
        eprintln!("{failure}");
    }
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Why the emulator has failed.
fn attack_together(
    emulator: Option<SocketAddr>,
    process: Option<u32>,
    attacks: &[Attack],
    time: Duration,
) -> Option<String> {
    let started = emulator.is_none().then(Started::new);
    let own = started.as_ref().map(|started| (started.address, started.process()));
    let (address, process) = match (own, emulator) {
        (Some((address, process)), _) => (address, Some(process)),
        (None, Some(address)) => (address, process.map(Process)),
        (None, None) => panic!("an emulator is given or started"),
    };
    println!("{}", Minute::TITLE);
    let report = wait(run(address, process, attacks, time, |minute| println!("{minute}")));
    print_losses(&report);
    report.failure()
}

/// Prints the memory around an attack; why the emulator has failed.
fn attack_alone(attack: Attack, time: Duration) -> Option<String> {
    let started = Started::new();
    let alone = wait(Alone::run(started.address, started.process(), attack, time));
    println!("{alone}");
    print_losses(&alone.report);
    alone.report.loss()
}

fn wait<T>(flood: impl Future<Output = io::Result<T>>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.expect("a runtime").block_on(flood).expect("an emulator that answers")
}

fn print_losses(report: &Report) {
    for loss in report.minutes.iter().flat_map(|minute| &minute.losses) {
        eprintln!("lost: {loss}");
    }
}

fn attack(name: &str) -> Result<Attack, String> {
    let found = Attack::ALL.into_iter().find(|attack| attack.name() == name);
    let names = Attack::ALL.map(Attack::name).join(", ");
    found.ok_or_else(|| format!("an attack is one of {names}"))
}

/// The emulator in a process of its own, which ends with this one.
struct Started {
    child: Child,
    address: SocketAddr,
}

impl Started {
    fn new() -> Self {
        let mut command = Command::new(current_exe().expect("this program's path"));
        let child = command.arg("--serve").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.expect("this program starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("its standard output");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let address = line.trim().parse().expect("its address");
        Self { child, address }
    }

    fn process(&self) -> Process {
        Process(self.child.id())
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves until standard input ends.
fn serve() -> ! {
    let emulator = Emulator::start_blocking(Emulator::LOOPBACK).expect("a free port");
    println!("{}", emulator.addr());
    let _ = io::stdin().read_line(&mut String::new());
    drop(emulator);
    std::process::exit(0);
}
