use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::port_file::PortFile;
use super::wait;
use crate::control_api::ControlApi;
use crate::failure::Failure;

/// What a script needs to start an emulator.
#[derive(Args)]
#[group(skip)]
pub(super) struct ScriptOptions {
    /// Writes the port to this file, which is there as long as the emulator listens
    #[arg(long, value_name = "FILE")]
    port_file: Option<PathBuf>,
    /// Starts no emulator, but waits until the one at this address answers
    #[arg(long, value_name = "URL", conflicts_with_all = ["listen", "port_file"])]
    wait: Option<ControlApi>,
    /// How long to wait, such as 30s. It is asked at least once, and has 10s to answer that
    #[arg(long, value_name = "TIME", default_value = "30s", requires = "wait")]
    #[arg(value_parser = humantime::parse_duration)]
    timeout: Duration,
}

impl ScriptOptions {
    /// Waits for another emulator, if that is all there is to do.
    pub(super) fn wait(&self) -> Option<impl Future<Output = Result<(), Failure>>> {
        self.wait.as_ref().map(|emulator| wait::until_healthy(emulator, self.timeout))
    }

    /// Writes the port to the file, if there is one.
    pub(super) fn write_port(&self, port: u16) -> Result<Option<PortFile>, Failure> {
        self.port_file.as_ref().map(|path| PortFile::write(path, port)).transpose()
    }
}
