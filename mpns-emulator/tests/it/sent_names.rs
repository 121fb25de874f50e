//! The names of headers in the log, as they were sent.

use mpns_emulator::{Emulator, Options, Profile};
use serde_json::{Value, json};

use crate::client::{Connection, TOAST, emulator};
use crate::control::{ask, open};

/// A toast with odd names, after a chunked body and in a pipeline.
fn send(emulator: &Emulator) -> Vec<Value> {
    let (uri, _) = open(
        emulator,
        r#"{"token": "alice", "answers": ["normal", {"fault": {"kind": "delayHead", "delay": "1ms"}}]}"#,
    );
    let mut connection = Connection::open(emulator.addr());
    let length = TOAST.len();
    let odd =
        "HOST: h\r\nx-windowsphone-TARGET: toast\r\nX-notificationclass: 2\r\nX-A: 1\r\nx-a: 2";
    connection.write(&format!(
        "POST {uri} HTTP/1.1\r\n{odd}\r\nTransfer-encoding: chunked\r\n\r\n{length:x}\r\n{TOAST}\r\n0\r\n\r\n\
        POST {uri} HTTP/1.1\r\n{odd}\r\ncontent-Length: {length}\r\n\r\n{TOAST}"
    ));
    assert_eq!((connection.answer().status, connection.answer().status), (200, 200));
    connection.write(&format!("GET {uri} HTTP/1.1\r\nhost: h\r\nACCEPT: */*\r\n\r\n"));
    assert_eq!(connection.answer().status, 405);
    connection.write(&format!("GET {uri} HTTP/1.1\r\naccept: */*\r\nNo-Host: 1\r\n\r\n"));
    assert_eq!(connection.answer().status, 400);
    let odd = [
        ["HOST", "h"],
        ["x-windowsphone-TARGET", "toast"],
        ["X-notificationclass", "2"],
        ["X-A", "1"],
        ["x-a", "2"],
    ];
    let with = |name: &str, value: &str| json!([&odd[..], &[[name, value]]].concat());
    vec![
        with("Transfer-encoding", "chunked"),
        with("content-Length", &length.to_string()),
        json!([["host", "h"], ["ACCEPT", "*/*"]]),
        json!([["accept", "*/*"], ["No-Host", "1"]]),
    ]
}

fn headers(emulator: &Emulator) -> Vec<Value> {
    let log = ask(emulator, "GET", "/requests", "").json();
    let log = log.as_array().expect("a list");
    log.iter().map(|entry| entry["headers"].clone()).collect()
}

#[test]
fn are_in_the_log_of_every_profile() {
    for profile in [Profile::Mpns, Profile::ReLiveWp] {
        let options = Options { profile, ..Options::default() };
        let emulator = Emulator::start_blocking_with(Emulator::LOOPBACK, options).expect("a port");
        let sent = send(&emulator);
        assert_eq!(headers(&emulator), sent, "{profile:?}");
    }
}

#[test]
fn outlive_export_and_import() {
    let first = emulator();
    let sent = send(&first);
    let second = emulator();
    let state = ask(&first, "GET", "/state", "").body;
    assert_eq!(ask(&second, "PUT", "/state", &state).status, 204);
    assert_eq!(headers(&second), sent);
}

#[test]
fn are_for_programs_too() {
    let emulator = emulator();
    send(&emulator);
    let requests = emulator.requests();
    let lines = [("host", &b"h"[..]), ("ACCEPT", b"*/*")];
    assert_eq!(requests[2].header_lines(), lines);
    let mut changed = (*requests[2]).clone();
    changed.headers.remove("accept");
    assert_eq!(changed.header_lines(), lines[..1], "of other headers nothing is known");
}
