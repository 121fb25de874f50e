use std::cmp::min;

use httparse::{Status, parse_chunk_size};

use crate::sent_head::SentHead;

/// What a client sends on a connection, from the next head on: hyper keeps no names as they were sent.
///
/// The end of a body is found by what hyper has decided about its length. What is kept is a copy of what hyper has not
/// read yet, and bounded like that.
pub(super) struct Heads {
    bytes: Vec<u8>,
    next: Next,
    /// How many bytes it keeps.
    most: usize,
}

/// What the bytes begin with.
#[derive(Clone, Copy)]
enum Next {
    Head,
    Body {
        left: u64,
    },
    ChunkSize,
    Chunk {
        left: u64,
    },
    Trailer,
    /// Nothing is kept any more.
    Unknown,
}

impl Heads {
    pub(super) fn new(most: usize) -> Self {
        Self { bytes: Vec::new(), next: Next::Head, most }
    }

    /// Adds what was read.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        if !matches!(self.next, Next::Unknown) {
            self.bytes.extend_from_slice(bytes);
            self.skip_body();
        }
    }

    /// Takes the head of the request that hyper has read, whose body has this length; `None` if it is in chunks.
    pub(super) fn take(&mut self, body: Option<u64>) -> SentHead {
        let (head, end, next) = match (self.next, head(&self.bytes)) {
            (Next::Head, Some((lines, end))) => {
                let next = body.map_or(Next::ChunkSize, |left| Next::Body { left });
                (SentHead::new(lines), end, next)
            }
            _ => (SentHead::default(), self.bytes.len(), Next::Unknown),
        };
        self.bytes.drain(..end);
        self.next = next;
        self.skip_body();
        head
    }

    /// Skips what there is of a body.
    fn skip_body(&mut self) {
        let mut rest = self.bytes.as_slice();
        while let Some((end, next)) = self.next.step(rest) {
            rest = rest.get(end..).unwrap_or_default();
            self.next = next;
        }
        if rest.len() > self.most {
            self.next = Next::Unknown;
        }
        if matches!(self.next, Next::Unknown) {
            rest = &[];
        }
        let skipped = self.bytes.len().saturating_sub(rest.len());
        self.bytes.drain(..skipped);
        if self.bytes.is_empty() {
            self.bytes.shrink_to(KEPT_CAPACITY);
        }
    }
}

impl Next {
    /// The end of what comes next of a body, and what comes after it. `None` if more has to be read.
    fn step(self, bytes: &[u8]) -> Option<(usize, Self)> {
        match self {
            Self::Body { left: 0 } => Some((0, Self::Head)),
            Self::Chunk { left: 0 } => Some((0, Self::ChunkSize)),
            Self::Body { .. } | Self::Chunk { .. } if bytes.is_empty() => None,
            Self::Body { left } => {
                let (end, left) = skip(left, bytes);
                Some((end, Self::Body { left }))
            }
            Self::Chunk { left } => {
                let (end, left) = skip(left, bytes);
                Some((end, Self::Chunk { left }))
            }
            Self::ChunkSize => match parse_chunk_size(bytes) {
                Ok(Status::Complete((end, 0))) => Some((end, Self::Trailer)),
                Ok(Status::Complete((end, size))) => {
                    Some((end, Self::Chunk { left: size.saturating_add(LINE_END) }))
                }
                Ok(Status::Partial) => None,
                Err(_) => Some((0, Self::Unknown)),
            },
            Self::Trailer => {
                let line = line(bytes)?;
                Some((line.len(), if is_empty(line) { Self::Head } else { Self::Trailer }))
            }
            Self::Head | Self::Unknown => None,
        }
    }
}

/// How much of these bytes is skipped, and what is left to skip.
fn skip(left: u64, bytes: &[u8]) -> (usize, u64) {
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let skipped = min(left, length);
    (usize::try_from(skipped).unwrap_or(bytes.len()), left.saturating_sub(skipped))
}

/// The lines of headers of the head that bytes begin with, with the empty line, and its end.
fn head(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let head = bytes.trim_ascii_start();
    let lines = head.get(line(head)?.len()..)?;
    let mut rest = lines;
    loop {
        let line = line(rest)?;
        rest = rest.get(line.len()..)?;
        if is_empty(line) {
            let lines = lines.get(..lines.len().saturating_sub(rest.len()))?;
            return Some((lines, bytes.len().saturating_sub(rest.len())));
        }
    }
}

/// The first line, with its end.
fn line(bytes: &[u8]) -> Option<&[u8]> {
    bytes.get(..=memchr::memchr(b'\n', bytes)?)
}

fn is_empty(line: &[u8]) -> bool {
    matches!(line, b"\r\n" | b"\n")
}

/// What follows the bytes of a chunk.
const LINE_END: u64 = 2;
/// What a connection keeps that waits: as much as most requests need.
const KEPT_CAPACITY: usize = 2_048;

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    #[test]
    fn keeps_no_more_than_it_may() {
        let headers = HeaderMap::from_iter([(http::header::HOST, "h".parse().expect("a value"))]);
        let request = "GET / HTTP/1.1\r\nHOST: h\r\n\r\n";
        let mut heads = Heads::new(request.len() * 3);
        let names = |heads: &mut Heads| heads.take(Some(0)).lines(&headers)[0].0.to_owned();
        heads.add(request.repeat(3).as_bytes());
        assert_eq!(names(&mut heads), "HOST");
        heads.add(request.repeat(2).as_bytes());
        assert!(heads.bytes.is_empty());
        heads.add(request.as_bytes());
        assert!(heads.bytes.is_empty());
        assert_eq!(names(&mut heads), "host");
    }

    #[test]
    fn an_idle_connection_keeps_little() {
        let mut heads = Heads::new(1 << 20);
        heads.add(format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(1 << 16)).as_bytes());
        heads.take(Some(0));
        assert!(heads.bytes.capacity() <= KEPT_CAPACITY, "{}", heads.bytes.capacity());
    }
}
