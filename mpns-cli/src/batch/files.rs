//! The files of a batch: opened, locked, read after a restart, and written.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::output::Output;
use crate::failure::Failure;
use crate::lines::Lines;

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
        let results = Log::open(results.to_owned(), false)?;
        match results.file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let text = "another run writes its results to";
                return Err(Failure::usage(format_args!("{text} {}", results.path.display())));
            }
            Err(TryLockError::Error(error)) => return Err(results.failure("lock", &error)),
        }
        let holds = Log::open(beside(&results.path, "holds"), false)?;
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

/// A file of lines that grows at its end.
pub(super) struct Log {
    file: File,
    path: PathBuf,
    length: u64,
    is_synced: bool,
}

impl Log {
    fn open(path: PathBuf, is_secret: bool) -> Result<Self, Failure> {
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        if is_secret {
            only_for_owner(&mut options);
        }
        let opened = options.open(&path).and_then(|file| {
            let metadata = file.metadata()?;
            if !metadata.is_file() {
                return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
            }
            Ok((file, metadata.len()))
        });
        match opened {
            Ok((file, length)) => Ok(Self { file, path, length, is_synced: true }),
            Err(error) => {
                Err(Failure::usage(format_args!("cannot open {}: {error}", path.display())))
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Reads the lines, and cuts off one at the end that is not whole.
    pub(super) fn read(
        &mut self,
        mut take: impl FnMut(&[u8]) -> Result<(), String>,
    ) -> Result<(), Failure> {
        let length = self.read_whole(&mut take)?;
        if length < self.length {
            self.file.set_len(length).map_err(|error| self.failure("cut", &error))?;
            self.length = length;
        }
        Ok(())
    }

    /// Returns the length of the lines that are whole.
    fn read_whole(
        &self,
        take: &mut impl FnMut(&[u8]) -> Result<(), String>,
    ) -> Result<u64, Failure> {
        let failure = |error| self.failure("read", &error);
        let mut file = &self.file;
        file.seek(SeekFrom::Start(0)).map_err(failure)?;
        let mut lines = Lines::new(BufReader::new(file), LONGEST_LINE);
        let mut length = 0_u64;
        while let Some(line) = lines.next().map_err(failure)? {
            if !line.is_complete {
                break;
            }
            let text = line.text.ok_or_else(|| "too long".to_owned());
            let bytes = text.as_ref().map_or(0, |text| text.len());
            text.and_then(&mut *take).map_err(|error| {
                let (path, number) = (self.path.display(), line.number);
                Failure::usage(format_args!("line {number} of {path} is {error}"))
            })?;
            length =
                length.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX)).saturating_add(1);
        }
        Ok(length)
    }

    /// Writes lines, all or none, and forgets them then.
    pub(super) fn write(&mut self, lines: &mut Vec<u8>) -> Result<(), Failure> {
        if lines.is_empty() {
            return Ok(());
        }
        self.is_synced = false;
        if let Err(error) = self.file.write_all(lines) {
            // If this fails too, the next run cuts the end off.
            let _ = self.file.set_len(self.length);
            return Err(self.failure("write", &error));
        }
        self.length = self.length.saturating_add(u64::try_from(lines.len()).unwrap_or(u64::MAX));
        lines.clear();
        Ok(())
    }

    pub(super) fn sync(&mut self) -> Result<(), Failure> {
        if !self.is_synced {
            self.file.sync_data().map_err(|error| self.failure("write", &error))?;
            self.is_synced = true;
        }
        Ok(())
    }

    /// Ends a line that is not whole. It is not cut off, as it may be of the user.
    fn end_line(&mut self) -> Result<(), Failure> {
        let Some(before) = self.length.checked_sub(1) else { return Ok(()) };
        let mut last = [0];
        let mut file = &self.file;
        let read = file.seek(SeekFrom::Start(before)).and_then(|_| file.read_exact(&mut last));
        read.map_err(|error| self.failure("read", &error))?;
        if last == *b"\n" { Ok(()) } else { self.write(&mut b"\n".to_vec()) }
    }

    fn failure(&self, what: &str, error: &io::Error) -> Failure {
        Failure::unwritten(format_args!("cannot {what} {}: {error}", self.path.display()))
    }
}

/// The path of a file beside the results.
pub(super) fn beside(results: &Path, what: &str) -> PathBuf {
    let mut path = results.as_os_str().to_owned();
    path.push(".");
    path.push(what);
    path.into()
}

/// A file with secrets is not for other users of the machine.
pub(super) fn only_for_owner(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

/// Longer than any result: that of a job of 4 MiB whose text is escaped.
const LONGEST_LINE: u64 = 32 << 20;
const SYNC_EVERY: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::batch::record::Record;

    /// What a crash leaves of the files is what the next run goes on with, wherever the crash was.
    #[test]
    fn what_is_torn_is_cut_off_at_every_byte() {
        let results = std::env::temp_dir().join(format!("mpns-torn-{}", std::process::id()));
        let holds = beside(&results, "holds");
        let whole = [
            r#"{"line":2,"result":"accepted","key":"\u00e4\n"}"#,
            r#"{"line":1,"result":"refused","deleteChannel":true}"#,
            r#"{"line":4,"result":"invalid","error":"ä"}"#,
        ];
        let notes = [
            r#"{"startedAt":1,"lines":5,"hash":7,"content":null}"#,
            r#"{"line":3,"attempts":2,"backoffs":1,"heldAt":1000,"heldSeconds":60}"#,
            r#"{"line":5,"attempts":1,"backoffs":0,"heldAt":1010,"heldSeconds":60}"#,
        ];
        let [whole, notes] = [whole, notes].map(|lines| lines.join("\n") + "\n");
        let now = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(1020)).expect("a time");
        let first = notes.find('\n').expect("a line");
        let cuts = (0..=whole.len()).map(|cut| (cut, notes.len()));
        for (cut, cut_notes) in cuts.chain((first..=notes.len()).map(|cut| (whole.len(), cut))) {
            let left = [(&whole, cut), (&notes, cut_notes)]
                .map(|(text, cut)| text.as_bytes().get(..cut).expect("not longer"));
            for (path, left) in [&results, &holds].into_iter().zip(left) {
                std::fs::write(path, left).expect("written");
            }
            let mut files = Files::open(&results, None).ok().expect("our files");
            let mut record = Record::default();
            files.results.read(|line| record.read_result(line)).ok().expect("results");
            files.holds.read(|line| record.read_note(line, now)).ok().expect("holds");
            let [ended, noted] =
                left.map(|left| left.iter().filter(|byte| **byte == b'\n').count());
            for (line, place) in [(2, 0), (1, 1), (4, 2)] {
                assert_eq!(record.has_ended(line), ended > place, "{cut}");
            }
            assert_eq!(record.jobs.is_some(), noted > 0, "{cut_notes}");
            for (line, place) in [(3, 1), (5, 2)] {
                assert_eq!(record.take_restored(line).is_some(), noted > place, "{cut_notes}");
            }
            // The next line is whole.
            let mut output = Output::default();
            output.results.extend_from_slice(b"{}\n");
            output.holds.extend_from_slice(b"{}\n");
            files.write(&mut output).ok().expect("written");
            for (path, lines) in [(&results, ended), (&holds, noted)] {
                let text = std::fs::read_to_string(path).expect("UTF-8");
                assert!(text.ends_with("}\n{}\n") || text == "{}\n", "{text}");
                assert_eq!(text.lines().count(), lines.saturating_add(1), "{text}");
            }
        }
        for path in [results, holds] {
            std::fs::remove_file(path).expect("removed");
        }
    }
}
