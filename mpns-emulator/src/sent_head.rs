use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, HeaderName, HeaderValue};
use httparse::{EMPTY_HEADER, Status, parse_headers};

/// The lines of headers of a request, as they were sent; empty if that is not known.
#[derive(Clone, Default)]
pub(crate) struct SentHead(Bytes);

impl SentHead {
    /// The lines of a head from the wire, with the empty line.
    pub(crate) fn new(lines: &[u8]) -> Self {
        Self(Bytes::copy_from_slice(lines))
    }

    /// The head that has these lines.
    pub(crate) fn of_lines(lines: &[(String, String)]) -> Self {
        let line = |(name, value): &(String, String)| [name, ": ", value, "\r\n"].concat();
        let end = "\r\n".to_owned();
        Self(lines.iter().map(line).chain([end]).collect::<String>().into())
    }

    /// How much memory it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.0.len()
    }

    /// The lines in the order in which they were sent, with the names as they were sent. If that is not known, or these
    /// are not the headers that were read from it: the headers as they are.
    pub(crate) fn lines<'a>(&'a self, headers: &'a HeaderMap) -> Vec<(&'a str, &'a [u8])> {
        self.sent(headers).unwrap_or_else(|| {
            headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect()
        })
    }

    fn sent(&self, headers: &HeaderMap) -> Option<Vec<(&str, &[u8])>> {
        let mut parsed = [EMPTY_HEADER; MOST_HEADERS];
        let Ok(Status::Complete((_, lines))) = parse_headers(&self.0, &mut parsed) else {
            return None;
        };
        let mut read = HeaderMap::with_capacity(lines.len());
        for line in lines {
            let name = HeaderName::from_bytes(line.name.as_bytes()).ok()?;
            read.try_append(name, HeaderValue::from_bytes(line.value).ok()?).ok()?;
        }
        (without_length(read) == without_length(headers.clone()))
            .then(|| lines.iter().map(|line| (line.name, line.value)).collect())
    }
}

/// Its lines may have secrets.
impl fmt::Debug for SentHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SentHead").finish_non_exhaustive()
    }
}

/// hyper drops a length that is repeated, or that is beside a `Transfer-Encoding`.
fn without_length(mut headers: HeaderMap) -> HeaderMap {
    headers.remove(CONTENT_LENGTH);
    headers
}

/// hyper takes no more.
const MOST_HEADERS: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn has_the_lines_as_they_were_sent() {
        for (sent, read, lines) in [
            ("hOsT: h\r\n\r\n", headers(&[("host", "h")]), "hOsT=h"),
            (
                "X-A: 1\r\nHOST: h\r\nx-a:2  \r\nX-a:\r\n\r\n",
                headers(&[("x-a", "1"), ("x-a", "2"), ("x-a", ""), ("host", "h")]),
                "X-A=1 HOST=h x-a=2 X-a=",
            ),
            (
                "Content-length: 2\nHost: h\nContent-Length: 2\n\n",
                headers(&[("content-length", "2"), ("host", "h")]),
                "Content-length=2 Host=h Content-Length=2",
            ),
            (
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
                headers(&[("transfer-encoding", "chunked")]),
                "Content-Length=2 Transfer-Encoding=chunked",
            ),
            // It is not the head of these headers.
            ("", headers(&[("host", "h")]), "host=h"),
            ("Host: other\r\n\r\n", headers(&[("host", "h")]), "host=h"),
            ("Host: h\r\nX-A: 1\r\n\r\n", headers(&[("host", "h")]), "host=h"),
            ("X-A: 2\r\nX-A: 1\r\n\r\n", headers(&[("x-a", "1"), ("x-a", "2")]), "x-a=1 x-a=2"),
            ("Host: h\r\n", headers(&[("host", "h")]), "host=h"),
            ("Host : h\r\n\r\n", headers(&[("host", "h")]), "host=h"),
        ] {
            let head = SentHead::new(sent.as_bytes());
            let text = |(name, value)| format!("{name}={}", String::from_utf8_lossy(value));
            let found: Vec<_> = head.lines(&read).into_iter().map(text).collect();
            assert_eq!(found.join(" "), lines, "{sent:?}");
        }
    }
}
