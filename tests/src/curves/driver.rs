use std::env::consts::EXE_SUFFIX;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};

use super::load::Load;
use super::report::Report;

/// What sends: a program that `mpns_tests::drive` describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Driver {
    /// The least that a send can cost with blocking sockets: a request that is built already, over a kept connection.
    Floor,
    /// `mpns-hyper` on a runtime of one thread.
    Hyper,
    /// `mpns-blocking`.
    Blocking,
}

impl Driver {
    /// Each of them, with the floor first.
    pub const ALL: [Self; 3] = [Self::Floor, Self::Hyper, Self::Blocking];

    /// The name in tables and plots.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Floor => "floor",
            Self::Hyper => "mpns-hyper",
            Self::Blocking => "mpns-blocking",
        }
    }

    /// Runs its program, which is in this folder, against a service.
    ///
    /// # Errors
    ///
    /// If it cannot be started or fails, or a send does.
    pub fn run(self, folder: &Path, load: &Load, address: SocketAddr) -> Result<Report, String> {
        let program = folder.join(format!("{}{EXE_SUFFIX}", self.program()));
        let mut command = Command::new(&program);
        for other in ["BODY_BYTES", "CA", "CERT", "DELIVER", "KEY", "RT"] {
            command.env_remove(other);
        }
        if let Some(bytes) = load.body {
            command.env("BODY_BYTES", bytes.to_string());
        }
        let numbers = [
            ("PORT", usize::from(address.port())),
            ("HOSTS", load.hosts),
            ("N", load.sends),
            ("WARM", load.warm()),
            ("CONC", load.at_most),
        ];
        let output = command
            .envs(numbers.map(|(name, number)| (name, number.to_string())))
            .envs([("HOST", address.ip().to_string()), ("MSG", MESSAGE.to_owned())])
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let output = String::from_utf8_lossy(&output.stdout);
        Report::read(&output).map_err(|error| format!("{}: {load:?}: {error}", self.name()))
    }

    const fn program(self) -> &'static str {
        match self {
            Self::Floor => "drive_floor",
            Self::Hyper => "drive_hyper",
            Self::Blocking => "drive_blocking",
        }
    }
}

/// A toast whose document has 371 bytes, with characters to escape.
const MESSAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/curves/message.json");
