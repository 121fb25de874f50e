//! How the values of MPNS headers are read, and how lists are written in error texts.

use std::fmt::Display;

/// The trimmed value; `None` if it is empty or `N/A`.
pub(crate) fn present(value: &[u8]) -> Option<&[u8]> {
    let value = value.trim_ascii();
    (!value.is_empty() && !same(value, "N/A")).then_some(value)
}

/// Whether two words are the same, ignoring case and all whitespace.
pub(crate) fn same(value: &[u8], word: &str) -> bool {
    let letters = |byte: &&u8| !byte.is_ascii_whitespace();
    let value = value.iter().filter(letters).map(u8::to_ascii_lowercase);
    value.eq(word.as_bytes().iter().filter(letters).map(u8::to_ascii_lowercase))
}

/// The value as text. Bytes that are not UTF-8 become U+FFFD.
pub(crate) fn lossy(value: &[u8]) -> Box<str> {
    String::from_utf8_lossy(value).into()
}

/// A list in words: `0, 450 or 900`.
pub(crate) fn any_of<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<_> = items.into_iter().map(|item| item.to_string()).collect();
    match items.as_slice() {
        [first @ .., before, last] => {
            first.iter().map(|item| format!("{item}, ")).collect::<String>()
                + before
                + " or "
                + last
        }
        few => few.concat(),
    }
}
