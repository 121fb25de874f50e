//! The lines of a head, without judging them.

use memchr::{memchr, memchr_iter};

/// The lines of a head, which ends with one, with their ends; and of what follows it.
pub(super) fn lines(head: &[u8]) -> impl Iterator<Item = &[u8]> + Clone {
    let mut start = 0;
    memchr_iter(b'\n', head).map(move |end| {
        let line = head.get(start..=end).unwrap_or_default();
        start = end.saturating_add(1);
        line
    })
}

/// The end of the empty line after the headers. What was searched before had no end.
pub(super) fn end_of_head(bytes: &[u8], searched: usize) -> Option<usize> {
    let from = searched.saturating_sub(EMPTY_LINE.len());
    let mut rest = bytes.get(from..)?;
    loop {
        let line = memchr(b'\n', rest)?;
        rest = rest.get(line.saturating_add(1)..)?;
        let after = match rest {
            [b'\r', b'\n', rest @ ..] | [b'\n', rest @ ..] => rest,
            _ => continue,
        };
        return bytes.len().checked_sub(after.len());
    }
}

/// The value of a header line of this name.
pub(super) fn value<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    // The colon is looked for first, as few names are as long.
    let (found, rest) = line.split_at_checked(name.len())?;
    let value = rest.strip_prefix(b":")?;
    found.eq_ignore_ascii_case(name).then(|| value.trim_ascii())
}

const EMPTY_LINE: &[u8] = b"\n\r\n";
