//! What `mpns emulator` has for scripts: `--port-file` and `--wait`.

#![cfg(target_os = "linux")]

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::Command;

use crate::common::{Emulator, mpns, run};

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[test]
fn the_port_file_has_the_port_as_long_as_the_emulator_listens() {
    let folder = folder("port-file");
    let file = folder.join("port.txt");
    let path = file.to_str().expect("UTF-8");
    for (found, is_left) in [(None, false), (Some("1\n"), true)] {
        let options = ["emulator", "--listen", "127.0.0.1:0", "--port-file", path];
        let mut emulator = Emulator::started(mpns(&options));
        let (_, port) = emulator.address.rsplit_once(':').expect("a port");
        assert_eq!(fs::read_to_string(&file).expect("the file"), format!("{port}\n"));
        assert_eq!(fs::read_dir(&folder).expect("the folder").count(), 1);
        if let Some(text) = found {
            fs::write(&file, text).expect("written by another emulator");
        }
        let id = emulator.child.id().to_string();
        assert!(Command::new("kill").args(["-s", "TERM", &id]).status().expect("kill").success());
        assert_eq!(emulator.child.wait().expect("a status").code(), Some(0));
        assert_eq!(file.exists(), is_left);
    }
}

#[test]
fn a_port_file_that_cannot_be_written_is_an_error() {
    for path in ["/no/such/folder/port.txt", "/"] {
        let (code, out, err) = run(&["emulator", "--listen", "127.0.0.1:0", "--port-file", path]);
        assert_eq!((code, out.as_str()), (Some(1), ""), "{path}: {err}");
        assert!(err.starts_with(&format!("mpns: cannot write to {path}: ")), "{err}");
    }
}

#[test]
fn waits_until_an_emulator_answers() {
    // No other test has this address, whose port is free before and after the emulator.
    let [_, a, b, c] = std::process::id().to_be_bytes();
    let place = TcpListener::bind((Ipv4Addr::new(127, a | 128, b, c), 0)).expect("a free port");
    let address = place.local_addr().expect("an address").to_string();
    drop(place);
    let url = format!("http://{address}");
    let waiting = mpns(&["emulator", "--wait", &url, "--timeout", "1m"]).spawn();
    let emulator = Emulator::listen(&address);
    let mut waiting = waiting.expect("it starts");
    assert_eq!(waiting.wait().expect("a status").code(), Some(0));
    let (code, out, err) = run(&["emulator", "--wait", &url, "--timeout", "0s"]);
    assert_eq!((code, out.as_str(), err.as_str()), (Some(0), "", ""));
    drop(emulator);
    let (code, _, err) = run(&["emulator", "--wait", &url, "--timeout", "10ms"]);
    let begin = format!("mpns: no emulator answers at {url} within 10ms: no connection: ");
    assert!(code == Some(1) && err.starts_with(&begin), "{err}");
}

#[test]
fn something_else_is_not_taken_for_an_emulator() {
    for (answer, reason) in [
        ("200 OK\r\nContent-Length: 2\r\n\r\n{}", "something else answers there\n"),
        ("404 Not Found\r\nContent-Length: 5\r\n\r\n\u{1b}[2Jx", "404: \\u{1b}[2Jx\n"),
    ] {
        let service = TcpListener::bind("127.0.0.1:0").expect("a service");
        let url = format!("http://{}", service.local_addr().expect("an address"));
        std::thread::spawn(move || {
            for mut stream in service.incoming().flatten() {
                let _ = stream.read(&mut [0; 1024]);
                let _ = write!(stream, "HTTP/1.1 {answer}");
            }
        });
        let (code, _, err) = run(&["emulator", "--wait", &url, "--timeout", "0s"]);
        assert!(code == Some(1) && err.ends_with(reason), "{err}");
    }
}

#[test]
fn waiting_does_not_go_with_starting() {
    let wait = ["emulator", "--wait", "http://127.0.0.1:1"];
    for more in [&["--listen", "127.0.0.1:0"][..], &["--port-file", "f"], &["--timeout", "x"]] {
        let (code, _, err) = run(&[&wait, more].concat());
        assert_eq!(code, Some(2), "{more:?}: {err}");
    }
    let (code, _, err) = run(&["emulator", "--timeout", "1s"]);
    assert!(code == Some(2) && err.contains("--wait <URL>"), "{err}");
}
