//! `mpns queue` as a program.

use std::env;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::story::LONG;

/// The command with a database.
pub(crate) struct Mpns {
    url: String,
    folder: TempDir,
    variables: Vec<(&'static str, String)>,
}

impl Mpns {
    pub(crate) fn new(url: &str) -> Self {
        let folder = TempDir::with_prefix("mpns-command-").unwrap();
        Self { url: url.to_owned(), folder, variables: Vec::new() }
    }

    /// The path of a file with this text.
    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Runs it to its end.
    pub(crate) fn run(&self, args: &[&str], input: &str) -> (i32, String, String) {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().unwrap();
        // One that ends before it has read all of it is no matter.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    /// The one object that it prints.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let (code, out, err) = self.run(args, "");
        assert_eq!(code, 0, "{err}");
        serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}"))
    }

    /// Starts it, with nothing to read.
    pub(crate) fn start(&self, args: &[&str]) -> Child {
        self.command(args).spawn().unwrap()
    }

    /// Starts it with a standard input that stays open.
    pub(crate) fn start_reading(&self, args: &[&str]) -> Child {
        self.command(args).stdin(Stdio::piped()).spawn().unwrap()
    }

    /// The same command with a variable of the environment.
    pub(crate) fn with(mut self, variable: &'static str, value: &str) -> Self {
        self.variables.push((variable, value.to_owned()));
        self
    }

    /// `results --follow`, which has begun when this returns or soon after.
    pub(crate) fn follow(&self) -> Follow {
        let mut child = self.command(&["results", "--follow"]).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            out.lines().map_while(Result::ok).try_for_each(|it| sender.send(it))
        });
        Follow { child, lines }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.arg("queue").args(args).env("MPNS_DATABASE", &self.url);
        for variable in ["PGPASSWORD", "PGPASSFILE", "HOME"] {
            command.env_remove(variable);
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

/// `mpns queue results --follow`. It is killed when this is dropped.
pub(crate) struct Follow {
    child: Child,
    lines: Receiver<String>,
}

impl Follow {
    pub(crate) fn next(&self) -> Value {
        let line = self.lines.recv_timeout(LONG).expect("a line");
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}"))
    }

    /// Asks it to end: its exit status.
    pub(crate) fn end(mut self) -> Option<i32> {
        terminate(&self.child);
        self.child.wait().unwrap().code()
    }
}

impl Drop for Follow {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `mpns queue work`. It is killed when this is dropped.
pub(crate) struct Work {
    child: Child,
    address: Option<SocketAddr>,
    log: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
}

impl Work {
    pub(crate) fn start(mpns: &Mpns, args: &[&str]) -> Self {
        let args = [&["work"], args].concat();
        let mut child = mpns.command(&args).stdout(Stdio::null()).spawn().unwrap();
        let mut err = BufReader::new(child.stderr.take().unwrap());
        let mut log = String::new();
        err.read_line(&mut log).unwrap();
        let started: Value = serde_json::from_str(&log).unwrap_or_else(|_| panic!("{log}"));
        assert_eq!(started["event"], "started");
        let address = started["metrics"].as_str().map(|address| address.parse().unwrap());
        let log = Arc::new(Mutex::new(log));
        let so_far = Arc::clone(&log);
        let reader = std::thread::spawn(move || {
            let mut line = String::new();
            while err.read_line(&mut line).is_ok_and(|read| read > 0) {
                so_far.lock().unwrap().push_str(&line);
                line.clear();
            }
        });
        Self { child, address, log, reader: Some(reader) }
    }

    /// Waits until the answer at a path is as it should be.
    pub(crate) fn until(&self, path: &str, is_right: impl Fn(&str) -> bool) {
        let start = Instant::now();
        loop {
            let answer = self.get(path);
            if is_right(&answer) {
                return;
            }
            assert!(start.elapsed() < LONG, "{answer}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(self.address.expect("--metrics")).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: worker\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Asks it to end: its exit status and its log.
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        terminate(&self.child);
        let code = self.child.wait().unwrap().code();
        self.reader.take().unwrap().join().unwrap();
        let log = self.log.lock().unwrap().clone();
        (code, log)
    }

    /// The same when it has logged this event: its log.
    pub(crate) fn end_after(self, event: &str) -> String {
        let (start, event) = (Instant::now(), format!("\"event\":\"{event}\""));
        while !self.log.lock().unwrap().contains(&event) {
            assert!(start.elapsed() < LONG, "{}", self.log.lock().unwrap());
            std::thread::sleep(Duration::from_millis(20));
        }
        let (code, log) = self.end();
        assert_eq!(code, Some(0), "{log}");
        log
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn terminate(child: &Child) {
    Command::new("kill").args(["-s", "TERM", &child.id().to_string()]).status().unwrap();
}

/// Whether it has been sent a signal that it has not taken yet.
pub(crate) fn is_signalled(child: &Child) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let mut masks = status.lines().filter_map(|line| line.strip_prefix("ShdPnd:"));
    masks.any(|mask| mask.trim().contains(|digit| digit != '0'))
}

/// The program of the variable, or the one that cargo builds.
fn program() -> &'static PathBuf {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| env::var_os("MPNS_COMMAND").map_or_else(build, PathBuf::from))
}

fn build() -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--package", "mpns-cli", "--features", "postgres", "--bin", "mpns"])
        .args(["--message-format", "json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo");
    assert!(built.status.success(), "the command cannot be built");
    let messages = String::from_utf8(built.stdout).unwrap();
    let path = messages.lines().find_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        Some(message.get("executable")?.as_str()?.into())
    });
    path.expect("cargo names what it built")
}
