//! Files of any length with something in each line.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use crate::failure::{Failure, say};
use crate::input;
use crate::lines::{LONGEST_LINE, Lines};
use crate::redact;

/// The lines of a file or of standard input. What is wrong in one is said, and the others count all the same.
pub(super) struct GivenLines {
    lines: Lines<Box<dyn BufRead + Send>>,
    /// The lines up to this number are left out.
    after: u64,
    /// How many lines are wrong.
    pub(super) invalid: u64,
}

/// What is in a line.
pub(super) struct Given<T> {
    pub(super) line: u64,
    pub(super) bytes: usize,
    pub(super) value: T,
}

impl GivenLines {
    pub(super) fn open(path: &Path, after: u64) -> Result<Self, Failure> {
        let from: Box<dyn BufRead + Send> = if path == Path::new("-") {
            Box::new(BufReader::with_capacity(BUFFER, io::stdin()))
        } else {
            let file = File::open(path).map_err(|error| {
                Failure::usage(format_args!("cannot read {}: {error}", path.display()))
            })?;
            Box::new(BufReader::with_capacity(BUFFER, file))
        };
        Ok(Self { lines: Lines::new(from, LONGEST_LINE), after, invalid: 0 })
    }

    /// The next line with something right in it.
    pub(super) fn next<T>(
        &mut self,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<Given<T>>, Failure> {
        loop {
            let next = self.lines.next();
            let next =
                next.map_err(|error| Failure::no_reply(format_args!("cannot read: {error}")))?;
            let Some(line) = next else { return Ok(None) };
            if line.is_empty() || line.number <= self.after {
                continue;
            }
            let text = line.text.ok_or_else(|| format!("longer than {LONGEST_LINE} bytes"));
            let bytes = line.text.map_or(0, <[u8]>::len);
            match text.and_then(input::text).and_then(|text| parse(text.trim())) {
                Ok(value) => return Ok(Some(Given { line: line.number, bytes, value })),
                Err(error) => {
                    self.invalid = self.invalid.saturating_add(1);
                    if self.invalid <= SHOWN {
                        let error = redact::text(&error);
                        say(format_args!("mpns: line {}: {error}", line.number));
                    }
                }
            }
        }
    }

    /// The next values, at most this many; none at the end.
    pub(super) fn page<T>(
        &mut self,
        at_most: usize,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Vec<T>, Failure> {
        let mut page = Vec::new();
        while page.len() < at_most
            && let Some(given) = self.next(&parse)?
        {
            page.push(given.value);
        }
        Ok(page)
    }

    /// The number of the line that was read last.
    pub(super) fn number(&self) -> u64 {
        self.lines.number()
    }

    /// The failure if lines were wrong.
    pub(super) fn finish(&self) -> Result<(), Failure> {
        match self.invalid {
            0 => Ok(()),
            1 => Err(Failure::usage("1 line is wrong, and was left out")),
            count => {
                Err(Failure::usage(format_args!("{count} lines are wrong, and were left out")))
            }
        }
    }
}

const BUFFER: usize = 64 << 10;
/// Of how many lines it is said what is wrong.
const SHOWN: u64 = 20;
