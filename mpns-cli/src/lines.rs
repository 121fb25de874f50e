//! The lines of a file that may be long.

use std::io::{self, BufRead, Read};

/// The lines of a file, one at a time, without regard to its length.
pub(crate) struct Lines<R> {
    from: R,
    text: Vec<u8>,
    longest: u64,
    /// The number of the line that was read last.
    number: u64,
}

/// A line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// From 1.
    pub(crate) number: u64,
    /// Its text without the line feed; `None` if it is longer than allowed.
    pub(crate) text: Option<&'a [u8]>,
    /// Whether a line feed ends it, which a program that was killed may not have written.
    pub(crate) is_complete: bool,
}

impl Line<'_> {
    /// Whether there is nothing in it, not even a mistake.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_some_and(|text| text.trim_ascii().is_empty())
    }
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(from: R, longest: u64) -> Self {
        Self { from, text: Vec::new(), longest, number: 0 }
    }

    /// The number of the line that was read last.
    #[cfg(feature = "postgres")]
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    pub(crate) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.text.clear();
        let most = self.longest.saturating_add(1);
        let read = (&mut self.from).take(most).read_until(b'\n', &mut self.text)?;
        if read == 0 {
            return Ok(None);
        }
        self.number = self.number.saturating_add(1);
        let mut is_complete = self.text.pop_if(|last| *last == b'\n').is_some();
        let is_too_long = !is_complete && u64::try_from(read).is_ok_and(|read| read == most);
        if is_too_long {
            is_complete = skip_line(&mut self.from)?;
            self.text = Vec::new();
        }
        let text = (!is_too_long).then_some(self.text.as_slice());
        Ok(Some(Line { number: self.number, text, is_complete }))
    }
}

/// Whether there was a line feed.
fn skip_line(from: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let (length, is_end) = {
            let buffer = from.fill_buf()?;
            match buffer.iter().position(|byte| *byte == b'\n') {
                Some(place) => (place.saturating_add(1), true),
                None => (buffer.len(), false),
            }
        };
        from.consume(length);
        if is_end || length == 0 {
            return Ok(is_end);
        }
    }
}

/// 4 MiB, as for `mpns send --json`.
pub(crate) const LONGEST_LINE: u64 = 4 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_numbered_and_bounded() {
        let text = b"a\n\n  \r\nlonger than ten bytes\nexactly10!\nend";
        for capacity in 1..=text.len() {
            let mut lines = Lines::new(io::BufReader::with_capacity(capacity, &text[..]), 10);
            let mut all = Vec::new();
            while let Some(line) = lines.next().expect("a line") {
                let text = line.text.map(|text| String::from_utf8_lossy(text).into_owned());
                all.push((line.number, text, line.is_complete, line.is_empty()));
            }
            let expected = [
                (1, Some("a"), true, false),
                (2, Some(""), true, true),
                (3, Some("  \r"), true, true),
                (4, None, true, false),
                (5, Some("exactly10!"), true, false),
                (6, Some("end"), false, false),
            ];
            let expected =
                expected.map(|(n, text, end, empty)| (n, text.map(str::to_owned), end, empty));
            assert_eq!(all, expected, "{capacity}");
        }
    }
}
