//! A system that refuses threads and descriptors, or does not answer name lookups.

#![cfg(target_os = "linux")]

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use mpns_test_support::LONG;

use crate::common::{Emulator, NOBODY, mpns, texts};
use crate::recorder::Recorder;

const TRANSPORTS: [&str; 2] = ["hyper", "blocking"];

fn send(transport: &str, channel: &str) -> Command {
    mpns(&["send", "toast", "--text1", "x", "--transport", transport, "--channel", channel])
}

/// No thread can have a stack of this size, so the system refuses to start one.
fn without_threads(mut command: Command) -> Command {
    command.env("RUST_MIN_STACK", (1_u64 << 48).to_string());
    command
}

#[test]
fn a_refused_thread_is_an_error() {
    for transport in TRANSPORTS {
        let command = send(transport, "http://localhost:1/SECRET");
        let (code, out, err) = texts(without_threads(command).output().expect("it runs"));
        assert_eq!((code, out.as_str()), (Some(1), ""), "{transport}: {err}");
        assert!(err.starts_with("mpns: no connection to localhost:1: "), "{transport}: {err}");
        assert!(err.contains(": no thread can be started to look up the host name: "), "{err}");
    }
}

#[test]
fn an_address_needs_no_thread() {
    for transport in TRANSPORTS {
        let service = Recorder::start();
        let command = send(transport, &format!("http://127.0.0.1:{}/SECRET", service.port));
        let (code, _, err) = texts(without_threads(command).output().expect("it runs"));
        assert_eq!(code, Some(0), "{transport}: {err}");
    }
    let (code, _, err) = texts(without_threads(mpns(&["demo"])).output().expect("it runs"));
    assert_eq!(code, Some(0), "{err}");
    let emulator =
        Emulator::started(without_threads(mpns(&["emulator", "--listen", "localhost:0"])));
    assert!(emulator.address.starts_with("127.0.0.1:") || emulator.address.starts_with("[::1]:"));
}

/// The command with so many descriptors, of which it inherits three.
fn with_descriptors(number: u32, of: &Command) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("ulimit -n {number}; exec \"$0\" \"$@\""));
    command.arg(of.get_program()).args(of.get_args()).stdin(Stdio::null());
    for (variable, value) in of.get_envs() {
        match value {
            Some(value) => command.env(variable, value),
            None => command.env_remove(variable),
        };
    }
    command
}

#[test]
fn too_few_descriptors_are_an_error() {
    let mut commands = vec![mpns(&["demo"])];
    commands.extend(TRANSPORTS.map(|transport| send(transport, NOBODY)));
    commands.extend(TRANSPORTS.map(|transport| send(transport, "http://localhost:1/SECRET")));
    // It cannot listen there, however many there are.
    commands.push(mpns(&["emulator", "--listen", "192.0.2.1:0"]));
    for number in 4..12 {
        for command in &commands {
            let command = with_descriptors(number, command);
            let (code, out, err) = texts({ command }.output().expect("it runs"));
            if code != Some(0) {
                assert_eq!((code, out.as_str()), (Some(1), ""), "{number}: {err}");
                assert!(err.starts_with("mpns: ") && err.lines().count() == 1, "{number}: {err}");
            }
        }
    }
}

/// A library whose name lookups hang.
fn hanging_lookups() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let (source, library) = (folder.join("hanging_lookups.c"), folder.join("hanging_lookups.so"));
    let text = "#include <unistd.h>\nint getaddrinfo(void) { sleep(60); return -3; }\n";
    fs::write(&source, text).expect("the source is written");
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-w", "-o"]).arg(&library).arg(&source);
    assert!(compiler.status().expect("a C compiler").success());
    library
}

/// Musl links the C library into the command.
#[test]
#[cfg(target_env = "gnu")]
fn a_lookup_that_hangs_ends_at_the_time_limit() {
    let library = hanging_lookups();
    for transport in TRANSPORTS {
        let start = Instant::now();
        let mut command = send(transport, "http://localhost:1/SECRET");
        command.args(["--timeout", "1"]).env("LD_PRELOAD", &library);
        let (code, _, err) = texts(command.output().expect("it runs"));
        assert!(start.elapsed() < LONG / 2, "{transport}: {:?}", start.elapsed());
        assert_eq!(code, Some(1), "{transport}: {err}");
        assert!(err.starts_with("mpns: no connection to localhost:1 within 1s"), "{err}");
    }
}

#[test]
fn idle_connections_to_the_emulator_give_their_descriptors_to_others() {
    let mut command = Command::new("sh");
    let start = r#"ulimit -n 64; exec "$0" emulator --listen 127.0.0.1:0"#;
    command.args(["-c", start, env!("CARGO_BIN_EXE_mpns")]);
    let emulator = Emulator::started(command);
    let connect = || TcpStream::connect(&emulator.address).expect("a connection");
    let _idle: Vec<_> = (0..182).map(|_| connect()).collect();
    let mut stream = connect();
    // Idle connections end by themselves after a longer time.
    stream.set_read_timeout(Some(LONG / 2)).expect("a time limit");
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    stream.read_exact(&mut [0; 12]).expect("an answer");
}
