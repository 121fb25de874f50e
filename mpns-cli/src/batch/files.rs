//! The files of a batch.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::log::Log;
use super::output::Output;
use crate::failure::Failure;

/// The files that a batch writes, which no other run does meanwhile.
pub(super) struct Files {
    pub(super) results: Log,
    pub(super) holds: Log,
    expired: Option<Log>,
    synced: Instant,
}

impl Files {
    /// Opens the files, unless another run has them.
    pub(super) fn open(results: &Path, expired: Option<&Path>) -> Result<Self, Failure> {
        let holds = beside(results, "holds");
        let results = Log::open(results.to_owned(), false)?;
        results.lock()?;
        let holds = Log::open(holds, false)?;
        let expired = expired.map(|path| Log::open(path.to_owned(), true)).transpose()?;
        let mut files = Self { results, holds, expired, synced: Instant::now() };
        if let Some(expired) = &mut files.expired {
            expired.end_line()?;
        }
        Ok(files)
    }

    /// Writes what is to be written: first what keeps the rules after a restart, then the results.
    pub(super) fn write(&mut self, output: &mut Output) -> Result<(), Failure> {
        if let Some(expired) = &mut self.expired {
            expired.write(&mut output.expired)?;
        }
        output.expired.clear();
        self.holds.write(&mut output.holds)?;
        if std::mem::take(&mut output.has_both) {
            self.holds.sync()?;
        }
        self.results.write(&mut output.results)?;
        if self.synced.elapsed() >= SYNC_EVERY { self.sync() } else { Ok(()) }
    }

    /// Makes sure that everything survives a loss of power.
    pub(super) fn sync(&mut self) -> Result<(), Failure> {
        for log in self.expired.iter_mut().chain([&mut self.holds, &mut self.results]) {
            log.sync()?;
        }
        self.synced = Instant::now();
        Ok(())
    }
}

/// The path of a file beside the results.
pub(super) fn beside(results: &Path, what: &str) -> PathBuf {
    let mut path = results.as_os_str().to_owned();
    path.push(".");
    path.push(what);
    path.into()
}

const SYNC_EVERY: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests;
