use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use tokio::time::sleep;

use super::cost::{Cost, Watch};
use crate::process::Process;

/// The command `mpns`, with a folder for its files.
#[derive(Debug)]
pub(super) struct Mpns {
    command: PathBuf,
    folder: TempDir,
}

impl Mpns {
    pub(super) fn new(command: &Path) -> Self {
        let folder = TempDir::with_prefix("mpns-queue-files-").expect("a folder");
        Self { command: command.to_owned(), folder }
    }

    /// A file in its folder, which is where it runs.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs it to its end. No other child of this process may end meanwhile.
    pub(super) async fn run(&self, args: &[&str], url: &str, watch: &Watch) -> Cost {
        let before = Process::own().time_of_ended();
        let mut child = self.start(args, url, "output.log");
        let process = Process(child.id());
        let mut peak = None;
        let status = loop {
            peak = process.peak().or(peak);
            if let Some(status) = child.try_wait().expect("a child") {
                break status;
            }
            sleep(LOOK).await;
        };
        assert!(status.success(), "mpns {args:?}: {status}: {}", self.log("output.log"));
        watch.cost(Process::own().time_of_ended().saturating_sub(before), peak)
    }

    /// Starts it, with what it writes in a file.
    pub(super) fn start(&self, args: &[&str], url: &str, log: &str) -> Child {
        let log = File::create(self.file(log)).expect("a log");
        Command::new(&self.command)
            .args(args)
            .env("MPNS_DATABASE", url)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", self.command.display()))
    }

    pub(super) fn log(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap_or_default()
    }
}

const LOOK: Duration = Duration::from_millis(10);
