//! Standard output that cannot be written.

#![cfg(target_os = "linux")]

use std::fs::File;
use std::process::Stdio;

use crate::common::{CHANNEL, Emulator, NOBODY, mpns, texts};

/// A script that sees 1 sends a notification again, so what was accepted must not look like what was not.
#[test]
fn an_accepted_notification_on_a_full_disk_exits_with_3() {
    let emulator = Emulator::start();
    let channel = emulator.ask("POST", "/channels");
    let uri = channel["uri"].as_str().expect("a URI");
    let unknown = format!("http://{}/throttledthirdparty/01.00/A", emulator.address);
    let send = |uri| ["send", "toast", "--text1", "x", "--channel", uri];
    let full = "cannot write to standard output: No space left on device";
    let accepted = format!("mpns: the notification was accepted, but {full}");
    let not_accepted = format!("mpns: the notification was not accepted, and {full}");
    let plain = format!("mpns: {full}");
    for (args, code, error) in [
        (&send(uri)[..], 3, &*accepted),
        (&[&send(uri)[..], &["--output", "json"]].concat(), 3, &accepted),
        (&send(&unknown), 1, &not_accepted),
        (&send(NOBODY), 1, "mpns: no connection to "),
        (&[&send(NOBODY)[..], &["--output", "json"]].concat(), 1, &plain),
        (&["outcome", "--status", "200"], 3, &accepted),
        (&["outcome", "--status", "404"], 1, &not_accepted),
        (&["request", "toast", "--text1", "x", "--channel", CHANNEL], 3, &plain),
        (&["check", "tests/fixtures/toast.xml"], 3, &plain),
        (&["check", IDENTITY], 2, "mpns: tests/fixtures/identity.pem is refused: "),
        (&["check", "--strict", "tests/fixtures/odd.xml"], 2, &plain),
        (&["identity", IDENTITY], 3, &plain),
        (&["demo"], 3, &plain),
        (&["emulator", "--listen", "127.0.0.1:0"], 3, &plain),
        (&["--help"], 3, &plain),
        (&["completions", "bash"], 3, &plain),
        (&["man"], 3, &plain),
        (&["send", "toast"], 2, "mpns: "),
    ] {
        let full = File::options().write(true).open("/dev/full").expect("a full disk");
        let mut command = mpns(args);
        command.env("MPNS_PASSPHRASE", " open sesame ");
        let output = command.stdout(full).stderr(Stdio::piped()).output();
        let (found, _, err) = texts(output.expect("the command ends"));
        assert_eq!(found, Some(code), "{args:?}: {err}");
        assert!(err.starts_with(error), "{args:?}: {err}");
    }
}

#[test]
fn a_reader_that_has_gone_away_changes_nothing() {
    let emulator = Emulator::start();
    let channel = emulator.ask("POST", "/channels");
    let uri = channel["uri"].as_str().expect("a URI");
    for (args, code) in [
        (&["send", "toast", "--text1", "x", "--channel", uri][..], 0),
        (&["send", "toast", "--text1", "x", "--channel", uri, "--output", "json"], 0),
        (&["send", "toast", "--text1", "x", "--channel", NOBODY], 1),
        (&["outcome", "--status", "200"], 0),
        (&["outcome", "--status", "404"], 1),
        (&["request", "toast", "--text1", "x", "--channel", CHANNEL], 0),
        (&["demo"], 0),
        (&["--help"], 0),
        (&["completions", "bash"], 0),
        (&["man"], 0),
    ] {
        let (nobody_reads, stdout) = std::io::pipe().expect("a pipe");
        drop(nobody_reads);
        let output = mpns(args).stdout(stdout).stderr(Stdio::piped()).output();
        let (found, _, err) = texts(output.expect("the command ends"));
        assert_eq!(found, Some(code), "{args:?}: {err}");
        assert_eq!(err.is_empty(), code == 0 || args[0] == "outcome", "{args:?}: {err}");
    }
}

/// A file that is no document.
const IDENTITY: &str = "tests/fixtures/identity.pem";
