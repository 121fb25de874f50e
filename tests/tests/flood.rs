//! The command `flood` attacks an emulator.

#![cfg(test)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Output};
use std::thread;

fn flood(options: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flood"));
    command.args(["--minutes", "0.03", "--only", "garbage", "--only", "connections"]);
    command.args(options).output().expect("the command runs")
}

#[test]
fn a_short_flood_loses_no_good_request() {
    let output = flood(&[]);
    assert!(output.status.success(), "{output:?}");
    let table = String::from_utf8(output.stdout).expect("a text");
    let mut lines = table.lines();
    assert!(lines.next().expect("a title").contains("lost"), "{table}");
    let lines: Vec<Vec<_>> = lines.map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines.len(), 10, "{table}");
    for line in lines {
        assert!(line[1].parse::<usize>().is_ok_and(|good| good > 0), "{table}");
        assert_eq!(line[2], "0", "{table}");
    }
}

#[test]
fn each_attack_has_a_row_with_the_memory_around_it() {
    let output = flood(&["--each"]);
    assert!(output.status.success(), "{output:?}");
    let table = String::from_utf8(output.stdout).expect("a text");
    let lines: Vec<_> = table.lines().collect();
    let [title, rows @ ..] = &*lines else { panic!("a title: {table}") };
    for (row, attack) in rows.iter().zip(["garbage", "connections"]) {
        assert_eq!(row.len(), title.len(), "{table}");
        let columns: Vec<_> = row.split_whitespace().collect();
        assert_eq!((columns[0], columns[2]), (attack, "0"), "{table}");
        let [before, peak, after] = [4, 5, 6].map(|i| columns[i].parse::<f64>().expect("MiB"));
        assert!(before > 0.0 && before <= peak && after > 0.0, "{table}");
    }
    assert_eq!(rows.len(), 2, "{table}");
}

#[test]
fn an_emulator_that_loses_requests_is_a_failure() {
    let output = flood(&["--emulator", &losing().to_string()]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let reason = String::from_utf8(output.stderr).expect("a text");
    assert!(reason.contains(" good requests were lost, such as: "), "{reason}");
}

/// An emulator that opens channels, and has no other answer than 503.
fn losing() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            thread::spawn(move || {
                let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
                let mut line = String::new();
                let _ = reader.read_line(&mut line);
                let (status, body) = match line.starts_with("POST /channels ") {
                    true => {
                        ("201 Created", format!(r#"{{"uri": "http://{address}/a", "token": "a"}}"#))
                    }
                    false => ("503 Service Unavailable", String::new()),
                };
                let length = body.len();
                let head =
                    format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close");
                let _ = write!(stream, "{head}\r\n\r\n{body}");
                let _ = reader.read_to_end(&mut Vec::new());
            });
        }
    });
    address
}
