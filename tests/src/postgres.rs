//! PostgreSQL servers, each in a temporary folder of its own, on a Unix socket.
//!
//! Nothing needs root; if it is root that runs a test, the servers run as `nobody`, since PostgreSQL refuses root.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use mpns_queue::mpns_hyper::mpns_connect::Tls;
use mpns_queue::tokio_postgres::{Client, NoTls};
use mpns_queue::{Database, migrate};
use tempfile::TempDir;

use crate::process::Process;

mod clock;
mod pause;
mod pooler;
mod standby;

pub use pooler::Pooler;

/// A PostgreSQL server in a temporary folder. It is killed when this is dropped.
pub struct Server {
    folder: TempDir,
    programs: PathBuf,
    child: Option<Child>,
    options: Vec<String>,
    /// Of the environment, as NAME=VALUE.
    variables: Vec<String>,
}

impl Server {
    /// Starts a server with an empty database.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same on which a commit is on disk, as it is by default: one whose figures mean something.
    pub fn start_durable() -> Self {
        Self::start_with(&["fsync=on"])
    }

    /// The same with settings, such as `max_connections=10`.
    pub fn start_with(options: &[&str]) -> Self {
        let mut server = Self::create(options);
        server.start_again();
        server
    }

    /// A server that has not been started yet.
    fn create(options: &[&str]) -> Self {
        let folder = TempDir::with_prefix("mpns-queue-").expect("a folder");
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).expect("own folder");
        let (programs, child) = (programs(), None);
        let options = options.iter().map(ToString::to_string).collect();
        let server = Self { folder, programs, child, options, variables: Vec::new() };
        let mut initdb = server.command("initdb");
        initdb.args(["-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", "-D"]);
        let output = initdb.arg(server.data()).output().expect("initdb runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        server
    }

    /// Starts it after a kill. PostgreSQL refuses to start while a session of the killed server is left, and one that
    /// computes does not notice the kill.
    pub fn start_again(&mut self) {
        until_ready(&self.log(), || {
            let has_ended = |child: &mut Child| child.try_wait().expect("a state").is_some();
            if self.child.as_mut().is_none_or(has_ended) {
                self.child = Some(self.spawn());
            }
            self.is_ready()
        });
    }

    /// Kills it, with all its sessions, as if the power had gone.
    pub fn kill(&mut self) {
        self.signal("KILL");
    }

    /// Ends it as an administrator does who does not wait for sessions.
    pub fn stop(&mut self) {
        self.signal("INT");
    }

    /// The process whose children are its sessions.
    pub fn process(&self) -> Process {
        Process(self.child.as_ref().expect("a server that runs").id())
    }

    fn spawn(&self) -> Child {
        let log = fs::File::options().create(true).append(true).open(self.log()).expect("a log");
        let mut postgres = self.command("postgres");
        postgres.arg("-D").arg(self.data()).arg("-k").arg(self.folder.path());
        postgres.args(["-c", "listen_addresses=", "-c", "fsync=off"]);
        for option in &self.options {
            postgres.args(["-c", option]);
        }
        postgres.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        postgres.spawn().expect("postgres runs")
    }

    fn signal(&mut self, name: &str) {
        let Some(mut child) = self.child.take() else { return };
        let _ = Command::new("kill").args(["-s", name, &child.id().to_string()]).status();
        let _ = child.wait();
    }

    /// A database with the schema, of which this many connections are kept.
    pub async fn database(&self, connections: usize) -> Database {
        migrate(&mut self.client().await).await.expect("a schema");
        Database::new(&self.url(), &Tls::default(), connections).expect("a database")
    }

    /// A connection of the administrator.
    pub async fn client(&self) -> Client {
        let (client, connection) =
            mpns_queue::tokio_postgres::connect(&self.url(), NoTls).await.expect("a connection");
        tokio::spawn(connection);
        client
    }

    /// Where it is, for [`Database::new`].
    pub fn url(&self) -> String {
        format!("host={} user={USER} dbname=postgres", self.folder.path().display())
    }

    /// The socket on which it listens.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join(".s.PGSQL.5432")
    }

    /// What `pg_dump` writes of the tables, functions and privileges of a database.
    pub fn schema_of(&self, database: &str) -> String {
        let mut dump = self.command("pg_dump");
        dump.args(["--schema-only", "-U", USER, "-d", database, "-h"]).arg(self.folder.path());
        let output = dump.output().expect("pg_dump runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        // Newer versions begin and end with a number of their own.
        let is_same =
            |line: &&str| !["\\restrict ", "\\unrestrict "].iter().any(|it| line.starts_with(it));
        text.lines().filter(is_same).collect::<Vec<_>>().join("\n")
    }

    /// Replaces a file of its configuration, which it reads when it is asked to.
    pub fn configure(&self, name: &str, text: &str) {
        let path = self.data().join(name);
        fs::write(&path, text).expect("own folder");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("own file");
        if is_root() {
            std::os::unix::fs::chown(&path, Some(NOBODY), None).expect("a user");
        }
    }

    fn is_ready(&self) -> bool {
        let mut ready = self.command("pg_isready");
        ready.args(["-q", "-U", USER, "-d", "postgres", "-h"]).arg(self.folder.path());
        ready.status().is_ok_and(|status| status.success())
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("postgres.log")
    }

    /// A program of the server, as a user whom it accepts; `exec` keeps the process ID.
    fn command(&self, program: &str) -> Command {
        let mut command = as_user();
        command.args(&self.variables).arg(self.programs.join(program));
        command.current_dir(self.folder.path());
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.signal("QUIT");
        if std::thread::panicking() {
            let log = fs::read_to_string(self.log()).unwrap_or_default();
            let lines: Vec<_> = log.lines().collect();
            eprintln!("{}", lines[lines.len().saturating_sub(SHOWN)..].join("\n"));
        }
        if is_root() {
            // What belongs to another user may be removed by root alone.
            let _ = fs::remove_dir_all(self.data());
        }
    }
}

/// Waits for a program, whose log is shown if it does not get ready.
fn until_ready(log: &Path, mut is_ready: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_ready() {
        assert!(start.elapsed() < LONG, "{}", fs::read_to_string(log).unwrap_or_default());
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// `env` as a user who is not root.
fn as_user() -> Command {
    let mut command = Command::new(if is_root() { "setpriv" } else { "env" });
    if is_root() {
        // What the environment loads is loaded as that user.
        command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", "env"]);
    }
    command
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// The folder with the programs of the newest version.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let number = |path: &Path| -> u32 {
        path.file_name().and_then(|name| name.to_str()?.parse().ok()).unwrap_or_default()
    };
    let mut paths: Vec<_> = versions.map(|entry| entry.path()).collect();
    paths.sort_by_key(|path| number(path));
    paths.pop().expect("the Debian package postgresql").join("bin")
}

const USER: &str = "administrator";
/// The user as whom it runs if root runs the tests.
const NOBODY: u32 = 65534;
const LONG: Duration = Duration::from_secs(60);
/// How many lines of the log are shown.
const SHOWN: usize = 40;
