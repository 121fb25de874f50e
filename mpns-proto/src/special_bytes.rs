//! Where a text has bytes that an XML document may not contain as they are.

use std::mem;

/// The special bytes of a text with their positions: all that have to be escaped, and the first of every character that
/// XML 1.0 forbids. A few others are among them, such as `#`, so that each has to be looked at.
///
/// Reads 8 bytes at a time, as most texts have few of them.
pub(crate) struct SpecialBytes<'a> {
    rest: &'a [u8],
    /// The current 8 bytes, the first one lowest.
    word: u64,
    /// The current 8 bytes again, with the highest bit for one that is special and has not been returned.
    found: u64,
    /// The position after the current 8 bytes.
    end: usize,
}

impl<'a> SpecialBytes<'a> {
    pub(crate) const fn of(text: &'a [u8]) -> Self {
        Self { rest: text, word: 0, found: 0, end: 0 }
    }

    /// The next 8 bytes. What is missing after the last ones is 0xFF, which is never marked.
    fn next_word(&mut self) -> Option<u64> {
        if let Some((word, rest)) = self.rest.split_first_chunk::<8>() {
            self.rest = rest;
            return Some(u64::from_le_bytes(*word));
        }
        let last = mem::take(&mut self.rest);
        let add = |word, byte: &u8| word << 8 | u64::from(*byte);
        (!last.is_empty()).then(|| last.iter().rev().fold(u64::MAX, add))
    }
}

impl Iterator for SpecialBytes<'_> {
    type Item = (usize, u8);

    fn next(&mut self) -> Option<(usize, u8)> {
        while self.found == 0 {
            self.word = self.next_word()?;
            self.found = special(self.word);
            self.end = self.end.wrapping_add(8);
        }
        let bits = self.found.trailing_zeros() & !7;
        self.found &= self.found.wrapping_sub(1);
        let position = self.end.wrapping_sub(8).wrapping_add(bits as usize / 8);
        Some((position, (self.word >> bits) as u8))
    }
}

/// Marks the special ones of 8 bytes with their highest bit: below U+0020, `&`, `'`, `"`, `<`, `>`, and 0xEF, with which
/// U+FFFE and U+FFFF begin.
///
/// A byte that is less than what is subtracted gets the highest bit. A byte that has to be equal to another is made 0 if
/// it is, and 1 is subtracted; `|` ignores a bit in which those to be found differ. What is subtracted too much after a
/// special byte can only mark more.
const fn special(word: u64) -> u64 {
    let control = word.wrapping_sub(all(b' '));
    let ampersand_or_quote = ((word | all(0x05)) ^ all(b'\'')).wrapping_sub(all(1));
    let angle_bracket = ((word | all(0x02)) ^ all(b'>')).wrapping_sub(all(1));
    let not_a_character = (word ^ all(0xEF)).wrapping_sub(all(1));
    let is_ascii = !word;
    ((control | ampersand_or_quote | angle_bracket) & is_ascii | not_a_character & word) & all(0x80)
}

/// 8 times the same byte.
const fn all(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    const fn is_special(byte: u8) -> bool {
        matches!(byte, 0..0x20 | b'&' | b'<' | b'>' | b'"' | b'\'' | 0xEF)
    }

    #[test]
    fn a_special_byte_is_found_at_every_position() {
        for byte in (0..=u8::MAX).filter(|byte| *byte != b'#') {
            for length in 1..=18 {
                for position in 0..length {
                    for other in [b'a', b' ', b'~', 0x80, 0xFF] {
                        let mut text = vec![other; length];
                        text[position] = byte;
                        let found = SpecialBytes::of(&text).find(|(_, byte)| is_special(*byte));
                        let expected = is_special(byte).then_some((position, byte));
                        assert_eq!(found, expected, "{text:?}");
                    }
                }
            }
        }
        for plain in ["", " !$%()*+,-./0123456789:;=?@AZ[\\]^_`az{|}~\u{7F}", "é, 日本, 🎉"] {
            assert_eq!(SpecialBytes::of(plain.as_bytes()).next(), None, "{plain}");
        }
    }

    proptest! {
        #[test]
        fn all_special_bytes_are_found_in_order(
            text in vec(prop_oneof![any::<u8>(), 0x1E..0x24_u8, 0x26..0x28_u8, 0x3B..0x40_u8, 0xEE..0xF1_u8], 0..40),
        ) {
            let found: Vec<_> = SpecialBytes::of(&text).collect();
            prop_assert!(found.is_sorted_by(|(one, _), (next, _)| one < next), "{found:?}");
            prop_assert!(found.iter().all(|(position, byte)| text.get(*position) == Some(byte)), "{found:?}");
            let expected = text.iter().copied().enumerate().filter(|(_, byte)| is_special(*byte));
            let special: Vec<_> = found.into_iter().filter(|(_, byte)| is_special(*byte)).collect();
            prop_assert_eq!(special, expected.collect::<Vec<_>>());
        }
    }
}
