use std::borrow::Cow;
use std::io;
use std::mem;

use self::lines::{end_of_head, lines, value};
use super::bounds::MAX_HEAD;

mod lines;

/// The head of a response on its way from a connection to an HTTP library.
///
/// HTTP libraries differ in what they make of an odd head: one loses the reply to a head that another takes, or keeps
/// a connection that another closes. So a head is held back until it is complete, and shown in a form that all of them
/// take alike:
///
/// * HTTP/1.0 is shown as HTTP/1.1, and its connection is not used again. A library would refuse its chunks, or speak
///   HTTP/1.0 from then on.
/// * An interim response is shown without headers: they mean nothing in MPNS.
/// * `Content-Length` is left out beside `Transfer-Encoding`, which overrides it (RFC 9112, section 6.3), and if it
///   has more digits than any body. Then the connection is not used again, and neither if there is another coding than
///   one `chunked`: whoever reads the end of such a body elsewhere could smuggle in the next response.
///
/// Everything else is shown as it was received: the library reads it, or refuses it.
#[derive(Clone, Debug, Default)]
pub(super) struct ResponseHead {
    /// What was received of a head that is not complete.
    held: Vec<u8>,
    is_over: bool,
    is_too_long: bool,
    is_http_10: bool,
    is_last: bool,
}

/// The head of a response exceeds [`MAX_HEAD`].
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the head of the response exceeds {MAX_HEAD} bytes")]
pub struct HeadTooLong;

impl From<HeadTooLong> for io::Error {
    fn from(error: HeadTooLong) -> Self {
        Self::new(io::ErrorKind::InvalidData, error)
    }
}

impl ResponseHead {
    /// Takes what was received, and returns what the HTTP library is to read.
    pub(super) fn receive<'a>(&mut self, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>, HeadTooLong> {
        if self.is_over {
            return Ok(Cow::Borrowed(bytes));
        }
        // Mostly a head arrives whole, and there is nothing to change.
        if self.held.is_empty() && is_plain(bytes) {
            self.is_over = true;
            self.is_http_10 = false;
            return Ok(Cow::Borrowed(bytes));
        }
        let (mut held, mut shown) = (mem::take(&mut self.held), Vec::new());
        let searched = held.len();
        held.extend_from_slice(bytes);
        let left = self.show_heads(&held, searched, &mut shown)?.len();
        held.drain(..held.len().saturating_sub(left));
        self.held = held;
        Ok(Cow::Owned(shown))
    }

    /// Shows every head that is complete, and what follows the last one. Returns the one that is not complete. No head
    /// ends in the first `searched` bytes.
    fn show_heads<'a>(
        &mut self,
        received: &'a [u8],
        mut searched: usize,
        shown: &mut Vec<u8>,
    ) -> Result<&'a [u8], HeadTooLong> {
        let mut rest = received;
        loop {
            let empty = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            rest = rest.get(empty..).unwrap_or_default();
            searched = searched.saturating_sub(empty);
            if !rest.iter().zip(PROTOCOL).all(|(byte, expected)| byte == expected) {
                self.is_over = true;
                shown.extend_from_slice(rest);
                return Ok(&[]);
            }
            let end = end_of_head(rest, searched);
            if end.unwrap_or(rest.len().saturating_add(1)) > MAX_HEAD {
                self.is_too_long = true;
                return Err(HeadTooLong);
            }
            let Some((head, after)) = end.and_then(|end| rest.split_at_checked(end)) else {
                return Ok(rest);
            };
            self.show(head, shown);
            if self.is_over {
                shown.extend_from_slice(after);
                return Ok(&[]);
            }
            (rest, searched) = (after, 0);
        }
    }

    /// The connection has ended: shows what is held back.
    pub(super) fn end(&mut self) -> Vec<u8> {
        self.is_over = true;
        mem::take(&mut self.held)
    }

    pub(super) fn is_too_long(&self) -> bool {
        self.is_too_long
    }

    pub(super) fn is_http_10(&self) -> bool {
        self.is_http_10
    }

    /// Whether the connection cannot carry another exchange, whatever the HTTP library makes of the head.
    pub(super) fn is_last(&self) -> bool {
        self.is_last
    }

    fn show(&mut self, head: &[u8], shown: &mut Vec<u8>) {
        let mut lines = lines(head);
        let status_line = lines.next().unwrap_or_default();
        self.is_http_10 = status_line.get(MINOR) == Some(&b'0');
        let start = shown.len();
        shown.reserve(head.len());
        shown.extend_from_slice(status_line);
        if let Some(minor) = shown.get_mut(start.saturating_add(MINOR))
            && self.is_http_10
        {
            *minor = b'1';
        }
        if is_interim(status_line) {
            shown.extend_from_slice(b"\r\n");
            return;
        }
        self.is_over = true;
        let codings: Vec<&[u8]> =
            lines.clone().filter_map(|line| value(line, b"transfer-encoding")).collect();
        let is_clear = match *codings {
            [] => true,
            [coding] => coding.eq_ignore_ascii_case(b"chunked"),
            _ => false,
        };
        self.is_last = self.is_http_10 || !is_clear;
        for line in lines {
            let length = value(line, b"content-length");
            if length.is_some_and(|length| !codings.is_empty() || is_endless(length)) {
                self.is_last = true;
            } else {
                shown.extend_from_slice(line);
            }
        }
    }
}

/// Whether a final head of HTTP/1.1 is there to its end, and is shown as it is.
fn is_plain(bytes: &[u8]) -> bool {
    let mut lines = lines(bytes);
    let status_line = lines.next().unwrap_or_default();
    if bytes.len() > MAX_HEAD || !status_line.starts_with(b"HTTP/1.1 ") || is_interim(status_line) {
        return false;
    }
    for line in lines {
        if matches!(line, b"\r\n" | b"\n") {
            return true;
        }
        if value(line, b"transfer-encoding").is_some()
            || value(line, b"content-length").is_some_and(is_endless)
        {
            break;
        }
    }
    false
}

/// Whether another response follows. After 101 none does: the connection speaks something else.
fn is_interim(status_line: &[u8]) -> bool {
    match status_line.get(MINOR.saturating_add(1)..) {
        Some([b' ', b'1', b'0', b'1', ..]) => false,
        Some([b' ', b'1', tens, ones, end, ..]) => {
            tens.is_ascii_digit() && ones.is_ascii_digit() && end.is_ascii_whitespace()
        }
        _ => false,
    }
}

/// Whether a length is more than any body can have. HTTP libraries have different bounds for it.
fn is_endless(length: &[u8]) -> bool {
    length.len() > DIGITS && length.iter().all(u8::is_ascii_digit)
}

const PROTOCOL: &[u8] = b"HTTP/1.";
/// Where the minor version is in a status line.
const MINOR: usize = PROTOCOL.len();
/// How many digits fit in 63 bits, whatever they are.
const DIGITS: usize = 18;

#[cfg(test)]
mod tests;
