//! Attacks an emulator in every way that is known, while good clients use it.

#![allow(clippy::expect_used, clippy::panic, reason = "a test says what is wrong by panicking")]

use std::env::current_exe;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use clap::Parser;
use mpns_emulator::Emulator;
use mpns_tests::flood::{Attack, Minute, Process, run};

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
    let started = options.emulator.is_none().then(Started::new);
    let own = started.as_ref().map(|started| (started.address, started.child.id()));
    let (address, process) = match (own, options.emulator) {
        (Some((address, process)), _) => (address, Some(process)),
        (None, Some(address)) => (address, options.process),
        (None, None) => panic!("an emulator is given or started"),
    };
    println!("{}", Minute::TITLE);
    let time = Duration::from_secs_f64(options.minutes * 60.0);
    let process = process.map(Process);
    let flood = run(address, process, &attacks, time, |minute| println!("{minute}"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let report = runtime.expect("a runtime").block_on(flood).expect("an emulator that answers");
    for loss in report.minutes.iter().flat_map(|minute| &minute.losses) {
        eprintln!("lost: {loss}");
    }
    match report.failure() {
        None => ExitCode::SUCCESS,
        Some(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
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
    let _ = std::io::stdin().read_line(&mut String::new());
    drop(emulator);
    std::process::exit(0);
}
