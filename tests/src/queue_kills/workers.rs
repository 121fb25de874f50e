use std::collections::HashSet;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use fastrand::Rng;

use super::{LEASE, QueueKills, TIMEOUT};

/// The processes that work.
pub(super) struct Workers {
    command: PathBuf,
    folder: PathBuf,
    database: String,
    concurrency: u64,
    started: u64,
    running: Vec<(String, Child)>,
    killed: HashSet<String>,
}

impl Workers {
    pub(super) fn start(kills: &QueueKills, database: &str) -> Self {
        let QueueKills { command, folder, concurrency, .. } = kills.clone();
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        let (database, running, killed) = (database.to_owned(), Vec::new(), HashSet::new());
        let mut workers =
            Self { command, folder, database, concurrency, started: 0, running, killed };
        for _ in 0..kills.workers {
            workers.start_one();
        }
        workers
    }

    /// Each has a name, which its sessions have too.
    fn start_one(&mut self) {
        self.started += 1;
        let name = format!("worker-{}", self.started);
        let log = File::create(self.folder.join(format!("{name}.log"))).expect("a log");
        let mut command = Command::new(&self.command);
        command.args(["queue", "work", "--no-proxy"]);
        command.args(["--lease", &format!("{}s", LEASE.as_secs())]);
        command.args(["--timeout", &TIMEOUT.as_secs().to_string()]);
        let concurrency = self.concurrency.to_string();
        command.args(["--concurrency", &concurrency, "--per-host", &concurrency]);
        command.env("MPNS_DATABASE", format!("{} application_name={name}", self.database));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        self.running.push((name, command.spawn().expect("the command starts")));
    }

    /// Kills one, and starts another.
    pub(super) fn kill_one(&mut self, random: &mut Rng) {
        let (name, mut child) = self.running.swap_remove(random.usize(..self.running.len()));
        assert!(child.try_wait().expect("a state").is_none(), "{name} has ended");
        child.kill().expect("killed");
        child.wait().expect("ended");
        self.killed.insert(name);
        self.start_one();
    }

    /// The names of those that were killed.
    pub(super) fn killed(&self) -> &HashSet<String> {
        &self.killed
    }

    /// None ends by itself.
    pub(super) fn check(&mut self) {
        for (name, child) in &mut self.running {
            let state = child.try_wait().expect("a state");
            assert!(state.is_none(), "{name} has ended: see {}", self.folder.display());
        }
    }

    /// Asks them to end, and waits.
    pub(super) fn drain(&mut self) {
        for (_, child) in &self.running {
            Command::new("kill")
                .args(["-s", "TERM", &child.id().to_string()])
                .status()
                .expect("kill");
        }
        for (name, mut child) in self.running.drain(..) {
            let status = child.wait().expect("ended");
            assert!(status.success(), "{name}: {status}: see {}", self.folder.display());
        }
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        for (_, child) in &mut self.running {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
