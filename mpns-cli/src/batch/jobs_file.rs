//! The file of the jobs, which is read as often as needed.

use std::fs::File;
use std::hash::Hasher as _;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Take};
use std::path::Path;

use siphasher::sip::SipHasher13;

use super::note::JobsNote;
use crate::lines::{LONGEST_LINE, Lines};

/// The file of the jobs, as far as it went at the start.
pub(super) struct JobsFile {
    file: File,
    bytes: u64,
    /// How many jobs it has.
    pub(super) jobs: u64,
    lines: u64,
    hash: u64,
}

impl JobsFile {
    /// Opens the file and looks at each line. `known` is what an earlier run saw: the error says whether the file began
    /// otherwise then.
    pub(super) fn open(
        path: &Path,
        known: Option<&JobsNote>,
    ) -> io::Result<Result<Self, &'static str>> {
        let file = File::open(path)?;
        let bytes = file.metadata()?.len();
        let mut all = Self { file, bytes, jobs: 0, lines: 0, hash: 0 };
        let mut lines = all.lines()?;
        let mut hasher = SipHasher13::new();
        let mut is_known = known.is_none_or(|known| known.lines == 0);
        while let Some(line) = lines.next()? {
            hasher.write(line.text.unwrap_or(b"longer than allowed"));
            hasher.write_u8(b'\n');
            (all.lines, all.hash) = (line.number, hasher.finish());
            all.jobs = all.jobs.saturating_add(u64::from(!line.is_empty()));
            if let Some(known) = known.filter(|known| known.lines == line.number) {
                is_known = known.hash == all.hash;
                if !is_known {
                    break;
                }
            }
        }
        Ok(if is_known { Ok(all) } else { Err(OTHER_JOBS) })
    }

    /// The lines from the first.
    pub(super) fn lines(&self) -> io::Result<Lines<BufReader<Take<File>>>> {
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Lines::new(BufReader::with_capacity(BUFFER, file.take(self.bytes)), LONGEST_LINE))
    }

    /// What the next run compares.
    pub(super) fn note(&self, started_at: u64, content: Option<u64>) -> JobsNote {
        JobsNote { started_at, lines: self.lines, hash: self.hash, content }
    }
}

/// The hash of the content that all have in common.
pub(super) fn content_hash(content: &[u8]) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(content);
    hasher.finish()
}

const BUFFER: usize = 64 << 10;
pub(super) const OTHER_JOBS: &str =
    "the results are those of other jobs: name another file in --results";
