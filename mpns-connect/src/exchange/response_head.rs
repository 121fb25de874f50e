use std::io;
use std::mem;

use super::bounds::MAX_HEAD;

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
    /// Takes what was received, and adds to `shown` what the HTTP library is to read.
    pub(super) fn receive(&mut self, bytes: &[u8], shown: &mut Vec<u8>) -> Result<(), HeadTooLong> {
        if self.is_over {
            shown.extend_from_slice(bytes);
            return Ok(());
        }
        let mut searched = self.held.len();
        self.held.extend_from_slice(bytes);
        loop {
            let empty = self.held.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            self.held.drain(..empty);
            searched = searched.saturating_sub(empty);
            if !self.held.iter().zip(PROTOCOL).all(|(byte, expected)| byte == expected) {
                self.end(shown);
                return Ok(());
            }
            let end = end_of_head(&self.held, searched);
            if end.unwrap_or(self.held.len().saturating_add(1)) > MAX_HEAD {
                self.is_too_long = true;
                return Err(HeadTooLong);
            }
            let Some(end) = end else { return Ok(()) };
            let rest = self.held.split_off(end);
            let head = mem::replace(&mut self.held, rest);
            self.show(&head, shown);
            if self.is_over {
                shown.append(&mut self.held);
                return Ok(());
            }
            searched = 0;
        }
    }

    /// The connection has ended: shows what is held back.
    pub(super) fn end(&mut self, shown: &mut Vec<u8>) {
        shown.append(&mut self.held);
        self.is_over = true;
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
        let mut lines = head.split_inclusive(|byte| *byte == b'\n');
        let status_line = lines.next().unwrap_or_default();
        self.is_http_10 = status_line.get(MINOR) == Some(&b'0');
        let start = shown.len();
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

/// The end of the empty line after the headers. What was searched before had no end.
fn end_of_head(bytes: &[u8], searched: usize) -> Option<usize> {
    let from = searched.saturating_sub(EMPTY_LINE.len());
    let mut rest = bytes.get(from..)?;
    loop {
        let line = rest.iter().position(|byte| *byte == b'\n')?;
        rest = rest.get(line.saturating_add(1)..)?;
        let after = match rest {
            [b'\r', b'\n', rest @ ..] | [b'\n', rest @ ..] => rest,
            _ => continue,
        };
        return bytes.len().checked_sub(after.len());
    }
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

/// The value of a header line of this name.
fn value<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let (found, rest) = line.split_at_checked(name.len())?;
    let value = rest.strip_prefix(b":")?;
    found.eq_ignore_ascii_case(name).then(|| value.trim_ascii())
}

/// Whether a length is more than any body can have. HTTP libraries have different bounds for it.
fn is_endless(length: &[u8]) -> bool {
    length.len() > DIGITS && length.iter().all(u8::is_ascii_digit)
}

const PROTOCOL: &[u8] = b"HTTP/1.";
/// Where the minor version is in a status line.
const MINOR: usize = PROTOCOL.len();
const EMPTY_LINE: &[u8] = b"\n\r\n";
/// How many digits fit in 63 bits, whatever they are.
const DIGITS: usize = 18;

#[cfg(test)]
mod tests;
