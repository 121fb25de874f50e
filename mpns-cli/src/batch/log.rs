use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;

use crate::failure::Failure;
use crate::lines::Lines;

/// A file of lines that grows at its end.
pub(super) struct Log {
    file: File,
    path: PathBuf,
    length: u64,
    is_synced: bool,
}

impl Log {
    pub(super) fn open(path: PathBuf, is_secret: bool) -> Result<Self, Failure> {
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

    /// Keeps other runs from it.
    pub(super) fn lock(&self) -> Result<(), Failure> {
        match self.file.try_lock() {
            Ok(()) => Ok(()),
            Err(TryLockError::WouldBlock) => {
                let text = "another run writes its results to";
                Err(Failure::usage(format_args!("{text} {}", self.path.display())))
            }
            Err(TryLockError::Error(error)) => Err(self.failure("lock", &error)),
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
    pub(super) fn end_line(&mut self) -> Result<(), Failure> {
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

/// A file with secrets is not for other users of the machine.
pub(super) fn only_for_owner(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

/// Longer than any result: that of a job of 4 MiB whose text is escaped.
const LONGEST_LINE: u64 = 32 << 20;
