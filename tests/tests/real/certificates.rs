use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use mpns_connect::{Ca, Identity};

use crate::program::missing;
use crate::program_config::config_path;

/// The certificates and keys that `tests/real/certificates.sh` makes, once for all tests.
pub(crate) struct Certificates(PathBuf);

impl Certificates {
    pub(crate) fn get() -> &'static Self {
        static MADE: LazyLock<Certificates> = LazyLock::new(Certificates::make);
        &MADE
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.0.join(file)
    }

    pub(crate) fn read(&self, file: &str) -> Vec<u8> {
        fs::read(self.path(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    pub(crate) fn ca(&self) -> Ca {
        Ca::from_pem(&self.read("ca.pem")).expect("openssl's certificate")
    }

    /// The client certificate that the servers want.
    pub(crate) fn right(&self) -> Identity {
        Identity::from_pem(&self.read("right.pem"), &self.read("right.key")).expect("openssl's key")
    }

    fn make() -> Self {
        for (program, package, ask) in
            [("openssl", "openssl", "version"), ("keytool", "default-jre-headless", "-help")]
        {
            let mut command = Command::new(program);
            let asked = command.arg(ask).stdout(Stdio::null()).stderr(Stdio::null()).status();
            asked.unwrap_or_else(|error| missing(program, package, &error));
        }
        // Not a temporary one, because a static value is never dropped.
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("real-certificates");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        let made = Command::new("sh")
            .arg(config_path("certificates.sh"))
            .current_dir(&folder)
            .stdin(Stdio::null())
            .output()
            .expect("a shell");
        assert!(
            made.status.success(),
            "certificates.sh: {}",
            String::from_utf8_lossy(&made.stderr)
        );
        Self(folder)
    }
}

/// The passphrase of everything that is encrypted, except for files whose names say otherwise.
pub(crate) const PASSPHRASE: &str = "open-sesame";
pub(crate) const UNICODE_PASSPHRASE: &str = "gehäim€";
