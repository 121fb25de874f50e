//! `mpns emulator`: the address that it listens on, and what it refuses.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Stdio;

use crate::common::{Emulator, mpns, run};

/// The status code of `GET /` with these headers.
fn status(emulator: &Emulator, headers: &str) -> String {
    let mut stream = TcpStream::connect(&emulator.address).expect("a connection");
    write!(stream, "GET / HTTP/1.1\r\n{headers}\r\nConnection: close\r\n\r\n").expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer.split(' ').nth(1).expect("a status").to_owned()
}

#[test]
fn the_emulator_also_listens_on_a_name() {
    let emulator = Emulator::listen("localhost:0");
    let channel = emulator.ask("POST", "/channels");
    let uri = channel["uri"].as_str().expect("a URI");
    assert!(uri.starts_with(&format!("http://{}/", emulator.address)), "{uri}");
    assert_eq!(run(&["send", "toast", "--channel", uri, "--text1", "x"]).0, Some(0));
}

#[test]
fn a_strict_emulator_refuses_what_is_odd() {
    let command = ["emulator", "--listen", "127.0.0.1:0", "--strict"];
    for (command, code) in [(&command[..3], 0), (&command, 1)] {
        let emulator = Emulator::started(mpns(command));
        let channel = emulator.ask("POST", "/channels");
        let uri = channel["uri"].as_str().expect("a URI");
        let toast = "<wp:Notification xmlns:wp='WPNotification'><wp:Toast/></wp:Notification>";
        let (found, _, err) = run(&["send", "raw", "--channel", uri, "--body", toast]);
        assert_eq!(found, Some(code), "{command:?}: {err}");
    }
}

#[test]
fn an_invalid_address_is_refused_with_an_example() {
    for address in [
        "",
        "localhost",
        "8080",
        "127.0.0.1",
        ":",
        "127.0.0.1:65536",
        "http://127.0.0.1:8080",
        "::1:x",
    ] {
        let (code, out, err) = run(&["emulator", "--listen", address]);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{address}: {err}");
        let begin = format!("mpns: --listen {address:?}: ");
        assert!(err.starts_with(&begin) && err.ends_with(", such as 127.0.0.1:8080\n"), "{err}");
    }
}

#[test]
fn the_emulator_answers_hosts_and_pages_that_are_allowed() {
    let foreign = ["Host: emulator", "Host: localhost\r\nOrigin: http://localhost:3000"];
    let allow = ["--allow-host", "emulator", "--allow-origin", "http://localhost:3000/"];
    let listen = ["emulator", "--listen", "127.0.0.1:0"];
    for (more, statuses) in [(&[][..], ["421", "403"]), (&allow, ["200", "200"])] {
        let emulator = Emulator::started(mpns(&[&listen, more].concat()));
        assert_eq!(foreign.map(|headers| status(&emulator, headers)), statuses, "{more:?}");
    }
}

#[test]
fn a_wrong_option_of_the_emulator_is_refused_with_a_reason() {
    for (option, value, reason) in [
        ("--allow-host", "emulator:8080", "a host is a name without a port"),
        ("--allow-host", "", "a host is a name without a port"),
        ("--allow-origin", "localhost:3000", "such as http://localhost:3000"),
        ("--allow-origin", "http://localhost:3000/page", "such as http://localhost:3000"),
        ("--callback-hosts", "back.example,http://h", "a character that no host has"),
        ("--callback-hosts", "back.example:99999", "the port of an allowed host"),
        ("--image-hosts", "img.example,http://h", "a character that no host has"),
        ("--image-hosts", "img.example", "--images"),
        ("--max-connections", "many", "invalid digit"),
    ] {
        let (code, out, err) = run(&["emulator", option, value]);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{option} {value}: {err}");
        assert!(err.contains(reason), "{option} {value}: {err}");
    }
}

#[test]
fn the_emulator_warns_of_an_address_that_others_can_reach() {
    for (address, is_warned) in [("127.0.0.1:0", false), ("0.0.0.0:0", true)] {
        let mut command = mpns(&["emulator", "--listen", address]);
        command.stderr(Stdio::piped());
        let mut emulator = Emulator::started(command);
        emulator.child.kill().expect("ended");
        let mut err = String::new();
        let out = emulator.child.stderr.take();
        out.expect("standard error").read_to_string(&mut err).expect("a text");
        let begin = format!("mpns: warning: {} is not only for this machine", emulator.address);
        assert_eq!(err.starts_with(&begin), is_warned, "{address}: {err}");
        assert_eq!(err.is_empty(), !is_warned, "{address}: {err}");
    }
}
