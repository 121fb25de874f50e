use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use std::{env, thread};

use tempfile::TempDir;

use crate::ports::free_port;
use crate::program_config::{ProgramConfig, fill};

/// A program of a Debian package that runs for a test, configured by a file of `tests/real`.
///
/// It is ended when this is dropped. If the test failed, what it wrote is shown.
pub(crate) struct Program {
    package: &'static str,
    child: Child,
    folder: TempDir,
    ports: BTreeMap<String, u16>,
}

impl Program {
    /// Starts the program, and waits until it listens on each of its ports.
    pub(crate) fn start(config: &ProgramConfig<'_>) -> Self {
        let folder = open_folder();
        let mut values: BTreeMap<_, _> =
            config.values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        values.insert("DIR".to_owned(), folder.path().display().to_string());
        let file = folder.path().join("config");
        values.insert("CONFIG".to_owned(), file.display().to_string());
        let mut ports = BTreeMap::new();
        let mut value = |name: &str| {
            values.get(name).cloned().unwrap_or_else(|| {
                ports.entry(name.to_owned()).or_insert_with(free_port).to_string()
            })
        };
        let text = fill(config.template, &mut value);
        let arguments: Vec<_> =
            config.arguments.iter().map(|word| fill(word, &mut value)).collect();
        fs::write(&file, text).expect("the folder can be written to");
        for (name, content) in config.files {
            fs::write(folder.path().join(name), content).expect("the folder can be written to");
        }
        let output = File::create(folder.path().join("output.log")).expect("a log");
        let child = command(config.program)
            .args(arguments)
            .stdin(Stdio::null())
            .stderr(output.try_clone().expect("a log"))
            .stdout(output)
            .spawn();
        let child = child.unwrap_or_else(|error| missing(config.program, config.package, &error));
        let mut program = Self { package: config.package, child, folder, ports };
        program.wait_until_ready();
        program
    }

    /// A port by its name in the configuration.
    pub(crate) fn port(&self, name: &str) -> u16 {
        *self.ports.get(name).unwrap_or_else(|| panic!("{}: no port {name}", self.package))
    }

    /// A file in the folder of the program.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    /// The content of a file in the folder of the program.
    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file))
            .unwrap_or_else(|error| panic!("{}: {file}: {error}", self.package))
    }

    /// Kills the program.
    pub(crate) fn kill(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Asks the program to end, and kills it if it does not: squid leaves its shared memory behind when it is killed.
    fn end(&mut self) {
        let terminate = format!("kill -TERM {}", self.child.id());
        let is_running = matches!(self.child.try_wait(), Ok(None));
        if is_running && Command::new("sh").args(["-c", &terminate]).status().is_ok() {
            poll(|| self.child.try_wait().ok().flatten());
        }
        self.kill();
    }

    /// Waits for the end of a program that was asked to end.
    pub(crate) fn wait(&mut self) {
        let ended = poll(|| self.child.try_wait().expect("a child").map(drop));
        assert!(ended.is_some(), "{} does not end", self.package);
    }

    fn wait_until_ready(&mut self) {
        let ready = poll(|| {
            if let Some(status) = self.child.try_wait().expect("a child") {
                panic!("{} ended at once: {status}", self.package);
            }
            let is_open = |port| TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok();
            self.ports.values().copied().all(is_open).then_some(())
        });
        assert!(ready.is_some(), "{} does not listen on {:?}", self.package, self.ports);
    }

    fn show(&self) {
        eprintln!("--- {} (package {})", self.folder.path().display(), self.package);
        for entry in fs::read_dir(self.folder.path()).into_iter().flatten().flatten() {
            let is_log = entry.path().extension().is_some_and(|end| end == "log");
            if let Some(text) = is_log.then(|| fs::read_to_string(entry.path()).ok()).flatten() {
                let lines: Vec<_> = text.lines().collect();
                let shown = &lines[lines.len().saturating_sub(SHOWN)..];
                eprintln!("--- {}\n{}", entry.file_name().display(), shown.join("\n"));
            }
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.end();
        if thread::panicking() {
            self.show();
        }
    }
}

/// A program, which may be in a folder that only root has in its path.
pub(crate) fn command(name: &str) -> Command {
    let mut command = Command::new(name);
    command.env("PATH", format!("{}:/usr/sbin", env::var("PATH").unwrap_or_default()));
    command
}

/// Makes the tests run one at a time: each keeps a small machine busy, and the others would fail for lack of time.
pub(crate) fn run_alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    // A test that failed earlier is no reason for this one to fail.
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A new folder that is usable for programs that change their user when root starts them.
fn open_folder() -> TempDir {
    let folder = TempDir::with_prefix("mpns-real-").expect("a folder");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).expect("own folder");
    folder
}

/// Asks again and again until there is a result; `None` after a long while.
pub(crate) fn poll<T>(mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    while start.elapsed() < LONG {
        if let Some(found) = ask() {
            return Some(found);
        }
        thread::sleep(Duration::from_millis(10));
    }
    None
}

pub(crate) fn missing(program: &str, package: &str, error: &std::io::Error) -> ! {
    let hint = match error.kind() {
        ErrorKind::NotFound => format!(": the Debian package {package} has it"),
        _ => String::new(),
    };
    panic!("cannot run `{program}`{hint} ({error})")
}

const LONG: Duration = Duration::from_secs(20);

/// How many lines of each log are shown.
const SHOWN: usize = 40;
