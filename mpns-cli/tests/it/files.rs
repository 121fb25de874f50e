//! Files that options name.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::{fs, thread};

use crate::common::{CHANNEL, mpns, run, texts};

const RAW: [&str; 4] = ["request", "raw", "--channel", CHANNEL];
const SEND: [&str; 6] = ["send", "toast", "--channel", "http://127.0.0.1:1/A", "--text1", "x"];

/// A path may lead to a device that never ends.
#[test]
fn reading_stops_at_the_limit() {
    for (base, more, limit) in [
        (&RAW[..], &["--body-file", "-"][..], 1024),
        (&RAW, &["--body-file", "-", "--max-body", "10"], 10),
        (&RAW, &["--body-file", "-", "--max-body", "100000"], 100_000),
        (&["request", "--json", "-"], &[], 4 << 20),
        (&["outcome", "--response", "-"], &[], 4 << 20),
        (&SEND, &["--cert", "-"], 4 << 20),
        (&SEND, &["--pfx", "-"], 4 << 20),
        (&SEND, &["--ca", "-"], 4 << 20),
        (&SEND, &["--cert", "Cargo.toml", "--passphrase-file", "-"], 4 << 20),
        (&SEND, &["--proxy", "user@h", "--proxy-password-file", "-"], 4 << 20),
    ] {
        let args = [base, more].concat();
        let mut command = mpns(&args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the command starts");
        let mut stdin = child.stdin.take().expect("standard input");
        let writer = thread::spawn(move || {
            let mut written = 0;
            while written < MUCH && stdin.write_all(&[b' '; 1024]).is_ok() {
                written += 1024;
            }
            written
        });
        let (code, out, err) = texts(child.wait_with_output().expect("the command ends"));
        assert_eq!((code, out.as_str()), (Some(2), ""), "{args:?}: {err}");
        let limit = format!("more than the {limit} bytes allowed");
        assert!(err.contains(&limit), "{args:?}: {err}");
        assert!(writer.join().expect("what was written") < MUCH, "{args:?}");
    }
}

#[test]
fn a_file_may_be_as_long_as_the_limit() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for (length, code) in [(0, 0), (1024, 0), (1025, 2)] {
        let file = folder.join(format!("body-{length}"));
        fs::write(&file, vec![b'x'; length]).expect("a file");
        let path = file.to_str().expect("UTF-8");
        let (found, out, err) = run(&[&RAW[..], &["--body-file", path]].concat());
        assert_eq!(found, Some(code), "{err}");
        let error = format!("mpns: {path} has more than the 1024 bytes allowed\n");
        assert_eq!(err, if code == 0 { "" } else { &error });
        assert_eq!(out.ends_with(&format!("\r\n\r\n{}", "x".repeat(length))), code == 0);
    }
}

/// 64 MiB.
const MUCH: usize = 64 << 20;
