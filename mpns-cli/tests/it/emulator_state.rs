//! `mpns emulator --state`.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use std::{fs, thread};

use serde_json::{Value, json};

use crate::common::{Emulator, mpns, run};

/// The path of a file that is not there.
fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_file(&path);
    path.to_str().expect("a path in UTF-8").to_owned()
}

fn start(file: &str) -> Emulator {
    Emulator::started(mpns(&["emulator", "--listen", "127.0.0.1:0", "--state", file]))
}

#[test]
fn channel_uris_are_valid_after_a_restart() {
    let file = file("restart.state");
    let uri = {
        let emulator = start(&file);
        emulator.ask("POST", "/channels")["uri"].as_str().expect("a URI").to_owned()
    };
    for sent in 1..3 {
        let emulator = start(&file);
        assert_eq!(emulator.ask("GET", "/channels")[0]["uri"], json!(uri));
        assert_eq!(run(&["send", "toast", "--channel", &uri, "--text1", "x"]).0, Some(0));
        assert_eq!(emulator.ask("GET", "/channels")[0]["deliveries"], json!(sent));
    }
}

#[test]
fn a_file_that_cannot_be_used_is_refused_by_its_name() {
    let (used, foreign) = (file("used.state"), file("foreign.state"));
    fs::write(&foreign, "foreign").expect("written");
    let _emulator = start(&used);
    for (file, reason) in
        [(&used, "is in use by another process"), (&foreign, "is not that of an emulator")]
    {
        let listen = ["emulator", "--listen", "127.0.0.1:0", "--state", file];
        let (code, out, err) = run(&listen);
        assert_eq!((code, out.as_str()), (Some(1), ""), "{err}");
        assert_eq!(err, format!("mpns: the state file {file} {reason}\n"));
    }
    assert_eq!(fs::read(&foreign).expect("read"), b"foreign");
}

/// A process that may write no file of more bytes stands for a full disk.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_is_not_acknowledged() {
    let file = file("full.state");
    let start = |limit: &str| {
        let mut command = Command::new("sh");
        let limited = format!("trap '' XFSZ; {limit}; exec \"$0\" \"$@\"");
        command.args(["-c", &limited, env!("CARGO_BIN_EXE_mpns")]);
        command.args(["emulator", "--listen", "127.0.0.1:0", "--state", &file]);
        command.stderr(std::process::Stdio::piped());
        Emulator::started(command)
    };
    let mut emulator = start("ulimit -f 4000");
    let mut acknowledged = 0;
    let channel = format!("{{\"appName\": \"{}\"}}", "x".repeat(60));
    while post(&emulator.address, "/channels", &channel).is_some_and(|status| status == 201) {
        acknowledged += 1;
        assert!(acknowledged < 20_000, "there is no limit");
    }
    assert_eq!(emulator.child.wait().expect("a status").code(), Some(1));
    let mut err = String::new();
    let out = emulator.child.stderr.take();
    out.expect("standard error").read_to_string(&mut err).expect("a text");
    let begin = format!("mpns: the state file {file} cannot be written: ");
    assert!(err.starts_with(&begin), "{err}");
    let emulator = start("true");
    let state = emulator.ask("GET", "/state");
    assert_eq!(state["channels"].as_array().map(Vec::len), Some(acknowledged));
}

/// A client that sends requests until one fails, and remembers what was acknowledged.
struct Client {
    connection: Option<BufReader<TcpStream>>,
    address: String,
}

impl Client {
    fn new(address: &str) -> Self {
        Self { connection: None, address: address.to_owned() }
    }

    /// The status code; `None` if there is no complete answer.
    fn post(&mut self, path: &str, headers: &str, body: &str) -> Option<u16> {
        if self.connection.is_none() {
            let stream = TcpStream::connect(&self.address).ok()?;
            stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
            self.connection = Some(BufReader::new(stream));
        }
        let stream = self.connection.as_mut()?;
        let length = body.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        );
        stream.get_mut().write_all(request.as_bytes()).ok()?;
        let mut line = String::new();
        stream.read_line(&mut line).ok()?;
        let status = line.split(' ').nth(1)?.parse().ok()?;
        let mut length = 0;
        loop {
            line.clear();
            if stream.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
                length = value.trim().parse().ok()?;
            }
        }
        stream.read_exact(&mut vec![0; length]).ok()?;
        Some(status)
    }
}

fn post(address: &str, path: &str, body: &str) -> Option<u16> {
    Client::new(address).post(path, "", body)
}

#[derive(Default)]
struct Sent {
    acknowledged: BTreeSet<String>,
    refused: BTreeSet<String>,
    /// Sent without an answer: they may be there or not.
    unknown: BTreeSet<String>,
}

/// Opens channels, and sends to them, until the emulator is gone. Counts what is acknowledged.
fn load(address: &str, names: &AtomicU64, acknowledged: &AtomicU64) -> Sent {
    let mut client = Client::new(address);
    let mut sent = Sent::default();
    let mut channel: Option<(String, u64)> = None;
    loop {
        let name = format!("n{}", names.fetch_add(1, Ordering::Relaxed));
        let status = match &channel {
            // Every eighth opens a channel.
            Some((path, count)) if count % 8 != 0 => {
                // Every fifth is refused.
                let class = if count % 5 == 0 { "x" } else { "2" };
                let headers =
                    format!("X-WindowsPhone-Target: toast\r\nX-NotificationClass: {class}\r\n");
                let body = format!(
                    "<wp:Notification xmlns:wp=\"WPNotification\"><wp:Toast><wp:Text1>{name}</wp:Text1></wp:Toast></wp:Notification>"
                );
                client.post(path, &headers, &body)
            }
            _ => client.post("/channels", "", &format!("{{\"token\": \"{name}\"}}")),
        };
        if matches!(status, Some(200 | 201)) {
            acknowledged.fetch_add(1, Ordering::Relaxed);
        }
        match status {
            Some(200) => _ = sent.acknowledged.insert(name),
            Some(201) => {
                channel = Some((format!("/throttledthirdparty/01.00/{name}"), 0));
                sent.acknowledged.insert(name);
            }
            Some(_) => _ = sent.refused.insert(name),
            None => {
                sent.unknown.insert(name);
                return sent;
            }
        }
        if let Some((_, count)) = &mut channel {
            *count = count.wrapping_add(1);
        }
    }
}

/// The tokens and texts that an emulator has.
fn kept(state: &Value) -> BTreeSet<String> {
    let mut kept = BTreeSet::new();
    for channel in state["channels"].as_array().expect("channels") {
        kept.insert(channel["token"].as_str().expect("a token").to_owned());
        for delivery in channel["deliveries"].as_array().expect("deliveries") {
            kept.insert(delivery["notification"]["text1"].as_str().expect("a text").to_owned());
        }
    }
    kept
}

#[test]
fn what_was_acknowledged_outlives_a_killed_emulator() {
    let file = file("killed.state");
    let names = AtomicU64::new(0);
    let mut all = Sent::default();
    for round in 0..20 {
        let mut emulator = start(&file);
        let kept = kept(&emulator.ask("GET", "/state"));
        let lost: Vec<_> = all.acknowledged.difference(&kept).collect();
        assert!(lost.is_empty(), "round {round}: {lost:?}");
        let more: Vec<_> = kept.difference(&all.acknowledged).collect();
        assert!(more.iter().all(|name| all.unknown.contains(*name)), "round {round}: {more:?}");
        let acknowledged = AtomicU64::new(0);
        thread::scope(|scope| {
            let address = &emulator.address;
            let clients = [0; 4].map(|_| scope.spawn(|| load(address, &names, &acknowledged)));
            while acknowledged.load(Ordering::Relaxed) < 1 + round * 13 {
                assert!(!clients.iter().all(|c| c.is_finished()), "round {round}: no answers");
                thread::sleep(Duration::from_millis(1));
            }
            emulator.child.kill().expect("killed");
            for client in clients {
                let sent = client.join().expect("a client");
                all.acknowledged.extend(sent.acknowledged);
                all.refused.extend(sent.refused);
                all.unknown.extend(sent.unknown);
            }
        });
    }
    assert!(!all.refused.is_empty());
}
