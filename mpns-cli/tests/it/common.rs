//! The command as a user runs it, and an emulator to run it against.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

pub(crate) const CHANNEL: &str = "http://h.example:80/u/1/A?b=c";

/// A channel at an address where nothing listens.
pub(crate) const NOBODY: &str = "http://127.0.0.1:1/SECRET";

/// The document of a notification, on the first line up to its content.
pub(crate) fn document(content: &str) -> String {
    format!("<wp:Notification xmlns:wp=\"WPNotification\">{content}</wp:Notification>")
}

pub(crate) fn mpns(args: &[&str]) -> Command {
    prepared(Command::new(env!("CARGO_BIN_EXE_mpns")), args)
}

/// The command as a terminal starts it: a hangup ends it, even if these tests run under `nohup`.
#[cfg(target_os = "linux")]
pub(crate) fn mpns_of_terminal(args: &[&str]) -> Command {
    let mut command = Command::new("env");
    command.args(["--default-signal=HUP", env!("CARGO_BIN_EXE_mpns")]);
    prepared(command, args)
}

fn prepared(mut command: Command, args: &[&str]) -> Command {
    command.args(args).stdin(Stdio::null());
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    command
}

pub(crate) fn run(args: &[&str]) -> (Option<i32>, String, String) {
    texts(mpns(args).output().expect("the command runs"))
}

pub(crate) fn run_with_input(
    args: &[&str],
    input: impl AsRef<[u8]>,
) -> (Option<i32>, String, String) {
    run_in(mpns(args), input)
}

/// The names of all commands, from the help.
pub(crate) fn commands() -> Vec<String> {
    let (_, help, _) = run(&["--help"]);
    let (_, help) = help.split_once("\nCommands:\n").expect("commands");
    let (list, _) = help.split_once("\n\n").expect("the end of the list");
    let names = list.lines().filter_map(|line| line.split_whitespace().next());
    let names: Vec<_> = names.filter(|name| *name != "help").map(str::to_owned).collect();
    assert!(names.len() >= 10, "{list}");
    names
}

/// Runs a command with an input, which it need not read completely.
pub(crate) fn run_in(
    mut command: Command,
    input: impl AsRef<[u8]>,
) -> (Option<i32>, String, String) {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("standard input");
    let _ = stdin.write_all(input.as_ref());
    drop(stdin);
    texts(child.wait_with_output().expect("the command ends"))
}

pub(crate) fn texts(output: Output) -> (Option<i32>, String, String) {
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// `mpns emulator` on a free port, ended when it goes out of scope.
pub(crate) struct Emulator {
    pub(crate) child: Child,
    pub(crate) address: String,
}

impl Emulator {
    pub(crate) fn start() -> Self {
        Self::listen("127.0.0.1:0")
    }

    pub(crate) fn listen(address: &str) -> Self {
        Self::started(mpns(&["emulator", "--listen", address]))
    }

    pub(crate) fn started(mut command: Command) -> Self {
        let child = command.stdout(Stdio::piped()).spawn().expect("the emulator starts");
        // From here on `drop` ends it, no matter what it prints.
        let mut emulator = Self { child, address: String::new() };
        let mut line = String::new();
        let out = emulator.child.stdout.as_mut().expect("standard output");
        BufReader::new(out).read_line(&mut line).expect("a first line");
        let address = line.trim().strip_prefix("listening on ").expect("the address");
        address.clone_into(&mut emulator.address);
        emulator
    }

    pub(crate) fn ask(&self, method: &str, path: &str) -> Value {
        let body = self.body_of(method, path);
        serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}"))
    }

    /// The body of the answer, which may be empty.
    pub(crate) fn body_of(&self, method: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            .expect("the request is written");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
        body.to_owned()
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // A panic here would abort a test that is already panicking, and hide the reason.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The environment variables that the command reads.
const VARIABLES: [&str; 13] = [
    "MPNS_CALLBACK",
    "MPNS_CHANNEL",
    "MPNS_PASSPHRASE",
    "MPNS_PROXY_PASSWORD",
    "REQUEST_METHOD",
    "http_proxy",
    "HTTP_PROXY",
    "https_proxy",
    "HTTPS_PROXY",
    "all_proxy",
    "ALL_PROXY",
    "no_proxy",
    "NO_PROXY",
];
