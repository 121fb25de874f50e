//! `mpns batch`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use mpns_emulator::Emulator;
use serde_json::{Value, json};

use crate::common::mpns;

mod files;
mod interrupts;
mod jobs;
mod kills;
mod options;

/// A folder with the files of a batch, and an emulator to send to.
struct Batch {
    folder: PathBuf,
    emulator: Emulator,
}

impl Batch {
    /// An empty folder of this name.
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("batch").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        Self {
            folder,
            emulator: Emulator::start_blocking(Emulator::LOOPBACK).expect("an emulator"),
        }
    }

    fn path(&self, file: &str) -> String {
        self.folder.join(file).to_str().expect("UTF-8").to_owned()
    }

    fn write(&self, file: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(file), text).expect("written");
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap_or_default()
    }

    /// A job in a line for a channel of this URI.
    fn job(key: impl Into<Value>, uri: &str) -> String {
        let key = key.into();
        json!({"key": key, "channel": uri, "type": "toast", "text1": "Goal!"}).to_string() + "\n"
    }

    /// As many jobs, each for a channel of its own, with their numbers as keys.
    fn write_jobs(&self, number: usize) {
        let jobs: String = (1..=number)
            .map(|key| Self::job(key, &self.emulator.open_channel().uri().expose()))
            .collect();
        self.write("jobs.jsonl", jobs);
    }

    /// `mpns batch` in the folder, with `jobs.jsonl` and `results.jsonl`.
    fn command(&self, more: &[&str]) -> Command {
        self.command_of(&[&["jobs.jsonl"], more].concat())
    }

    fn command_of(&self, args: &[&str]) -> Command {
        let fixed = ["batch", "--results", "results.jsonl", "--no-proxy"];
        let mut command = mpns(&[&fixed[..], args].concat());
        command.current_dir(&self.folder);
        command
    }

    fn run(&self, more: &[&str]) -> (Option<i32>, String) {
        ended(&mut self.command(more))
    }

    /// The results in the order of their lines. Each line has one.
    fn results(&self) -> Vec<Value> {
        let text = self.read("results.jsonl");
        assert!(text.is_empty() || text.ends_with('\n'), "a line is not whole: {text}");
        let lines = text.lines().map(|line| serde_json::from_str(line).expect("JSON"));
        let mut results: Vec<Value> = lines.collect();
        results.sort_by_key(|result| result["line"].as_u64());
        for pair in results.windows(2) {
            assert_ne!(pair[0]["line"], pair[1]["line"], "{text}");
        }
        results
    }

    /// Line, result and reason of each result.
    fn summary(&self) -> Vec<String> {
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let text =
            |it: &Value| format!("{} {} {}", it["line"], word(&it["result"]), word(&it["reason"]));
        self.results().iter().map(|it| text(it).trim_end().to_owned()).collect()
    }
}

/// The exit status and what is on standard error. Nothing is on standard output.
fn ended(command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().expect("the command runs");
    assert_eq!(output.stdout, b"");
    (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
}

const TRANSPORTS: [&str; 2] = ["hyper", "blocking"];
