//! The benchmark drivers send what the environment configures, and count what was accepted.

#![cfg(test)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::mpsc::{Sender, channel};
use std::{fs, thread};

#[test]
fn each_send_is_counted_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let message = folder.path().join("message.json");
    fs::write(&message, r#"{"text1": "Tom & Jerry", "param": "/a?b"}"#).expect("a file");
    for (driver, at_most) in [
        (env!("CARGO_BIN_EXE_drive_hyper"), "1"),
        (env!("CARGO_BIN_EXE_drive_hyper"), "8"),
        (env!("CARGO_BIN_EXE_drive_blocking"), "1"),
        (env!("CARGO_BIN_EXE_drive_blocking"), "8"),
    ] {
        let service = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = service.local_addr().expect("a port").port().to_string();
        let (sender, served) = channel();
        thread::spawn(move || {
            for stream in service.incoming().flatten() {
                let sender = sender.clone();
                thread::spawn(move || serve(&stream, &sender));
            }
        });
        let output = Command::new(driver)
            .envs([("HOST", "127.0.0.1"), ("PORT", &port), ("N", "60"), ("WARM", "20")])
            .env("CONC", at_most)
            .env("MSG", &message)
            .output()
            .expect("the driver runs");
        let line = String::from_utf8(output.stdout).expect("text");
        let report: serde_json::Value =
            serde_json::from_str(&line).unwrap_or_else(|error| panic!("{driver}: {error}: {line}"));
        assert_eq!((report["n"].as_u64(), report["ok"].as_u64()), (Some(60), Some(30)), "{driver}");
        assert!(report["elapsed_s"].as_f64() > Some(0.0), "{driver}: {line}");
        assert!(report["cpu_s"].is_f64(), "{driver}: {line}");
        let mut served: Vec<usize> = served.try_iter().collect();
        served.sort_unstable();
        assert_eq!(served, (0..80).collect::<Vec<_>>(), "{driver}");
    }
}

/// Accepts what is sent to a channel with an even number, and reports the numbers.
fn serve(stream: &TcpStream, served: &Sender<usize>) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    while reader.read_line(&mut line).is_ok_and(|read| read > 0) {
        let channel = line.split(' ').nth(1).and_then(|path| path.rsplit('/').next());
        let channel: usize = channel.and_then(|number| number.parse().ok()).expect("a number");
        let mut length = 0;
        while line != "\r\n" {
            line.clear();
            reader.read_line(&mut line).expect("a head");
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length");
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("a body");
        served.send(channel).expect("the test waits");
        let status = if channel.is_multiple_of(2) { "200 OK" } else { "404 Not Found" };
        let response = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
        (&*stream).write_all(response.as_bytes()).expect("the driver reads");
        line.clear();
    }
}
