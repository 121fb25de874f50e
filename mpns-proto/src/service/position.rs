use std::fmt;
use std::iter::Peekable;
use std::str::Chars;

use super::characters::BYTE_ORDER_MARK;

/// A place in a document, as it was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The byte offset, from 0. A byte order mark counts.
    pub byte: usize,
    /// The number of the line, from 1. A line ends with a line feed, a carriage return, or both.
    pub line: usize,
    /// The number of the character in its line, from 1. A byte order mark does not count.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { byte, line, column } = self;
        write!(f, "line {line}, column {column} (byte {byte})")
    }
}

/// Finds positions in a document, in the order of the document.
///
/// The XML reader counts bytes after it removed a byte order mark and made every line end one line feed.
pub(super) struct Locator<'a> {
    ahead: Peekable<Chars<'a>>,
    /// How many bytes the XML reader counts up to `position`.
    counted: usize,
    position: Position,
}

impl<'a> Locator<'a> {
    pub(super) fn new(document: &'a [u8]) -> Self {
        // What is not UTF-8 ends the part that was read.
        let valid = str::from_utf8(document).map_or_else(|error| error.valid_up_to(), str::len);
        let text = document.get(..valid).and_then(|valid| str::from_utf8(valid).ok());
        let text = text.unwrap_or_default();
        let mut ahead = text.chars().peekable();
        let mark = ahead.next_if_eq(&BYTE_ORDER_MARK);
        let byte = mark.map_or(0, char::len_utf8);
        Self { ahead, counted: 0, position: Position { byte, line: 1, column: 1 } }
    }

    /// The position of what the XML reader counts as this byte, or the end. No less than the last one.
    pub(super) fn at(&mut self, offset: usize) -> Position {
        while self.counted < offset
            && let Some(character) = self.ahead.next()
        {
            let Position { byte, line, column } = &mut self.position;
            *byte = byte.saturating_add(character.len_utf8());
            if character == '\r' && self.ahead.peek() == Some(&'\n') {
                continue;
            }
            self.counted = self.counted.saturating_add(character.len_utf8());
            if ['\r', '\n'].contains(&character) {
                (*line, *column) = (line.saturating_add(1), 1);
            } else {
                *column = column.saturating_add(1);
            }
        }
        self.position
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_those_of_an_editor() {
        for (document, offset, byte, line, column) in [
            ("abc", 0, 0, 1, 1),
            ("abc", 2, 2, 1, 3),
            ("abc", 9, 3, 1, 4),
            ("é<", 2, 2, 1, 2),
            ("a\nb", 1, 1, 1, 2),
            ("a\nb", 2, 2, 2, 1),
            ("a\r\nb", 2, 3, 2, 1),
            ("a\rb\r\r\nc", 4, 4, 3, 1),
            ("a\rb\r\r\nc", 5, 6, 4, 1),
            ("\u{FEFF}a", 0, 3, 1, 1),
            ("\u{FEFF}\r\na", 1, 5, 2, 1),
        ] {
            let found = Locator::new(document.as_bytes()).at(offset);
            assert_eq!(found, Position { byte, line, column }, "{document:?} {offset}");
        }
        let mut locator = Locator::new(b"a\nb\xFFc");
        let found = [1, 2, 3, usize::MAX].map(|offset| locator.at(offset).byte);
        assert_eq!(found, [1, 2, 3, 3]);
    }
}
