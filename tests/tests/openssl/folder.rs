use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A separate folder for each test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Runs a command whose arguments are separated by spaces; `PASS` becomes the passphrase.
    pub(crate) fn run(&self, command: &str, passphrase: &str) {
        let mut words = command.split_whitespace();
        let status = Command::new(words.next().unwrap())
            .args(words.map(|word| word.replace("PASS", passphrase)))
            .current_dir(&self.0)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap_or_else(|error| panic!("{command}: {error}"));
        assert!(status.success(), "{command}");
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.0.join(file)
    }

    /// Removes a file, if it is there.
    pub(crate) fn remove(&self, file: &str) {
        let _ = fs::remove_file(self.path(file));
    }

    pub(crate) fn read(&self, file: &str) -> Vec<u8> {
        fs::read(self.0.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// A key and its certificate for clients, as `key` and `cert`.
    pub(crate) fn certify(&self, genpkey: &str) {
        self.run(&format!("openssl genpkey {genpkey} -out key"), "");
        self.run(
            "openssl req -x509 -new -key key -subj /CN=made -days 2 -addext extendedKeyUsage=clientAuth -out cert",
            "",
        );
    }
}
