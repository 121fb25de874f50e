//! Ctrl-C.

#![cfg(target_os = "linux")]

use std::io::Read as _;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use super::Batch;

#[test]
fn an_interrupt_waits_for_what_is_in_flight_and_the_next_does_not() {
    for (signals, code) in [(1, 130), (2, 130)] {
        let batch = Batch::new(&format!("interrupt-{signals}"));
        let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = silent.local_addr().expect("an address");
        let jobs: String =
            (0..9).map(|key| Batch::job(key, &format!("http://{address}/{key}"))).collect();
        batch.write("jobs.jsonl", jobs);
        let timeout = if signals == 1 { "2" } else { "600" };
        let mut command = batch.command(&["--concurrency", "1", "--timeout", timeout]);
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the command starts");
        let (mut stream, _) = silent.accept().expect("a connection");
        stream.read_exact(&mut [0; 4]).expect("a request");
        interrupt(&child);
        if signals == 2 {
            // It has said that it waits.
            let mut err = child.stderr.take().expect("standard error");
            err.read_exact(&mut [0; 20]).expect("a line");
            interrupt(&child);
            assert_eq!(child.wait().expect("a status").code(), Some(code));
            assert_eq!(batch.results().len(), 0);
            continue;
        }
        let output = child.wait_with_output().expect("it ends");
        let err = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(code), "{err}");
        assert!(err.contains("waiting for 1 requests"), "{err}");
        assert!(
            err.ends_with("mpns: 8 jobs are left; to go on, start it again with the same files\n"),
            "{err}"
        );
        assert_eq!(batch.summary(), ["1 gave-up may-have-been-delivered"]);
    }
}

fn interrupt(child: &Child) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-s", "INT", &id]).status().expect("kill").success());
}
