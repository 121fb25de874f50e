//! The examples of `docs/emulator.md` in other languages, as they are.

use std::path::Path;
use std::process::Command;

use mpns_emulator::{Answer, Emulator, Verdict};

/// Runs each against an emulator of its own, to which it has to send a toast, and which it has to reset at the end. When
/// the toast is not received, it has to fail.
pub(crate) fn run() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/emulator");
    for (program, example) in [
        ("python3", "example.py"),
        ("node", "example.mjs"),
        ("java", "Example.java"),
        ("ruby", "example.rb"),
    ] {
        for is_received in [true, false] {
            let emulator = Emulator::start_blocking(Emulator::LOOPBACK).expect("an emulator");
            let answers = if is_received { &[][..] } else { &[Answer::QueueFull] };
            let _answers = emulator.answer_next(answers.iter().cloned());
            let mut command = Command::new(program);
            command.arg(folder.join(example));
            command.env("EMULATOR", format!("http://{}", emulator.addr()));
            let output = command.output().unwrap_or_else(|error| panic!("{program}: {error}"));
            let err = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.success(), is_received, "{example}: {err}");
            let verdicts: Vec<_> =
                emulator.requests().iter().map(|request| request.verdict).collect();
            if is_received {
                assert!(emulator.channels().is_empty() && verdicts.is_empty(), "{example}");
            } else {
                assert_eq!(verdicts, [Verdict::QueueFull], "{example}: {err}");
            }
        }
        println!("{example}: runs, and fails when its toast is not received");
    }
}
