//! `mpns emulator` when it is asked to end.

#![cfg(target_os = "linux")]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use crate::common::{Emulator, mpns_of_terminal};

#[test]
fn the_emulator_ends_well_when_it_is_asked_to() {
    for signal in ["INT", "TERM", "HUP"] {
        let mut emulator = emulator();
        kill(&emulator, signal);
        assert_eq!(emulator.child.wait().expect("a status").code(), Some(0), "{signal}");
    }
}

#[test]
fn the_emulator_ends_at_once_when_it_is_asked_twice() {
    for (signal, code) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        let options = ["emulator", "--listen", "127.0.0.1:0", "--port-file", PORT_FILE];
        let mut emulator = Emulator::started(mpns_of_terminal(&options));
        assert!(Path::new(PORT_FILE).exists(), "{signal}");
        let mut stream = TcpStream::connect(&emulator.address).expect("a connection");
        // The exchange is under way when the emulator continues it.
        let half = "POST /channels HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n";
        stream.write_all(half.as_bytes()).expect("sent");
        stream.read_exact(&mut [0; 12]).expect("continued");
        kill(&emulator, signal);
        while TcpStream::connect(&emulator.address).is_ok() {}
        kill(&emulator, signal);
        assert_eq!(emulator.child.wait().expect("a status").code(), Some(code), "{signal}");
        assert!(!Path::new(PORT_FILE).exists(), "{signal}");
    }
}

#[test]
fn the_emulator_outlives_its_terminal_if_it_was_started_to() {
    let mut command = Command::new("sh");
    let start = r#"trap "" HUP; exec "$0" emulator --listen 127.0.0.1:0"#;
    command.args(["-c", start, env!("CARGO_BIN_EXE_mpns")]);
    let mut emulator = Emulator::started(command);
    kill(&emulator, "HUP");
    assert_eq!(emulator.ask("GET", "/channels"), serde_json::json!([]));
    kill(&emulator, "TERM");
    assert_eq!(emulator.child.wait().expect("a status").code(), Some(0));
}

fn emulator() -> Emulator {
    Emulator::started(mpns_of_terminal(&["emulator", "--listen", "127.0.0.1:0"]))
}

fn kill(emulator: &Emulator, signal: &str) {
    let id = emulator.child.id().to_string();
    assert!(Command::new("kill").args(["-s", signal, &id]).status().expect("kill").success());
}

const PORT_FILE: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/signals-port.txt");
