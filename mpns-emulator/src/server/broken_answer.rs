use std::iter;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue, Response, Version};

use crate::Fault;

/// An answer that a fault damages: what is sent of it, and how the connection ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BrokenAnswer {
    pub(super) bytes: Vec<u8>,
    pub(super) end: End,
}

/// How a connection ends after a fault.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It is closed (FIN).
    Close,
    /// It is reset (RST).
    Reset,
    /// It does not end: this is sent again and again.
    Endless(Vec<u8>),
}

impl BrokenAnswer {
    /// What is left of an answer, whose version is that of the request. A delay damages nothing.
    pub(super) fn new(fault: Fault, answer: Response<Bytes>) -> Self {
        let (head, body) = answer.into_parts();
        let start = format!("{:?} {}\r\n", head.version, head.status);
        let mut headers = head.headers;
        headers.remove(TRANSFER_ENCODING);
        let length = |headers: &mut HeaderMap, length: usize| {
            headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
        };
        let whole =
            |headers: &HeaderMap, body: &[u8]| [&head_bytes(&start, headers), body].concat();
        let close = |bytes| Self { bytes, end: End::Close };
        match fault {
            Fault::CloseBeforeReading => close(Vec::new()),
            Fault::ResetBeforeReading => Self { bytes: Vec::new(), end: End::Reset },
            Fault::Garbage => close(GARBAGE.to_vec()),
            Fault::HalfHead => {
                length(&mut headers, body.len());
                let mut bytes = head_bytes(&start, &headers);
                bytes.truncate(bytes.len() / 2);
                close(bytes)
            }
            Fault::CutBody { bytes } => {
                let sent = usize::from(bytes);
                let body = at_least(sent.saturating_add(1), &body);
                length(&mut headers, body.len());
                close(whole(&headers, body.get(..sent).unwrap_or(&body)))
            }
            Fault::WrongLength { by } => {
                let body = at_least(1, &body);
                length(&mut headers, body.len().saturating_add_signed(by.into()));
                close(whole(&headers, &body))
            }
            Fault::EndlessBody => {
                headers.remove(CONTENT_LENGTH);
                let mut part = at_least(PART, &body);
                if head.version >= Version::HTTP_11 {
                    headers.insert(TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
                    part = [format!("{:x}\r\n", part.len()).as_bytes(), &part, b"\r\n"].concat();
                }
                Self { bytes: head_bytes(&start, &headers), end: End::Endless(part) }
            }
            Fault::Close { at } | Fault::Reset { at } => {
                length(&mut headers, body.len());
                let mut bytes = whole(&headers, &body);
                bytes.truncate(at.into());
                let is_reset = matches!(fault, Fault::Reset { .. });
                Self { bytes, end: if is_reset { End::Reset } else { End::Close } }
            }
            Fault::DelayHead { .. } | Fault::DelayBody { .. } => {
                length(&mut headers, body.len());
                close(whole(&headers, &body))
            }
        }
    }
}

/// The body of an answer if it has this many bytes, else a text that has.
pub(super) fn at_least(length: usize, body: &[u8]) -> Vec<u8> {
    if !body.is_empty() && body.len() >= length {
        return body.to_vec();
    }
    let lines = length.div_ceil(TEXT.len()).max(1);
    iter::repeat_n(TEXT, lines).flatten().copied().collect()
}

fn head_bytes(start: &str, headers: &HeaderMap) -> Vec<u8> {
    let mut bytes = start.as_bytes().to_vec();
    for (name, value) in headers {
        for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            bytes.extend_from_slice(part);
        }
    }
    bytes.extend_from_slice(b"\r\n");
    bytes
}

/// The body of an answer that has none of its own. It is shorter than any limit of a client.
const TEXT: &[u8] = b"mpns-emulator breaks this answer, as it was asked to.\n";
/// Neither HTTP nor TLS, nor the start of either.
pub(super) const GARBAGE: &[u8] =
    b"\0\x01\xfe\xff mpns-emulator sends garbage, as it was asked to.\r\n\r\n";
const PART: usize = 16 << 10;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FaultTime;

    fn broken(fault: Fault, version: Version, body: &'static str) -> (String, End) {
        let mut answer = Response::new(Bytes::from_static(body.as_bytes()));
        *answer.version_mut() = version;
        answer.headers_mut().insert("server", HeaderValue::from_static("s"));
        // What the router states is put right.
        answer.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("7"));
        let BrokenAnswer { bytes, end } = BrokenAnswer::new(fault, answer);
        (String::from_utf8_lossy(&bytes).into_owned(), end)
    }

    #[test]
    fn what_is_left_is_what_the_fault_says() {
        let text = std::str::from_utf8(TEXT).expect("a text");
        let head =
            |length| format!("HTTP/1.1 200 OK\r\nserver: s\r\ncontent-length: {length}\r\n\r\n");
        let first = |text: &str, length| text.split_at(length).0.to_owned();
        let none = head(0);
        let of_text = head(TEXT.len());
        for (fault, body, left, end) in [
            (Fault::CloseBeforeReading, "", String::new(), End::Close),
            (Fault::ResetBeforeReading, "", String::new(), End::Reset),
            (Fault::HalfHead, "", first(&none, none.len() / 2), End::Close),
            (Fault::CutBody { bytes: 0 }, "", of_text.clone(), End::Close),
            (Fault::CutBody { bytes: 1 }, "", of_text.clone() + &first(text, 1), End::Close),
            (Fault::CutBody { bytes: 1 }, "Goal!", head(5) + "G", End::Close),
            (Fault::CutBody { bytes: 5 }, "Goal!", of_text + &first(text, 5), End::Close),
            (Fault::WrongLength { by: 3 }, "Goal!", head(8) + "Goal!", End::Close),
            (Fault::WrongLength { by: -3 }, "Goal!", head(2) + "Goal!", End::Close),
            (Fault::WrongLength { by: -9 }, "Goal!", head(0) + "Goal!", End::Close),
            (Fault::WrongLength { by: 1 }, "", head(TEXT.len() + 1) + text, End::Close),
            (Fault::Close { at: 0 }, "", String::new(), End::Close),
            (Fault::Close { at: 9 }, "", "HTTP/1.1 ".into(), End::Close),
            (Fault::Close { at: u16::MAX }, "Goal!", head(5) + "Goal!", End::Close),
            (Fault::Reset { at: 0 }, "", String::new(), End::Reset),
            (Fault::Reset { at: 12 }, "", "HTTP/1.1 200".into(), End::Reset),
            (Fault::DelayBody { delay: FaultTime::MAX }, "", none, End::Close),
        ] {
            assert_eq!(broken(fault, Version::HTTP_11, body), (left, end), "{fault:?} {body}");
        }
    }

    #[test]
    fn the_longest_cut_body_announces_more() {
        let (left, _) = broken(Fault::CutBody { bytes: u16::MAX }, Version::HTTP_11, "");
        let (head, body) = left.split_once("\r\n\r\n").expect("a head");
        let (_, length) = head.rsplit_once(' ').expect("a length");
        assert_eq!(body.len(), usize::from(u16::MAX));
        assert!(length.parse::<usize>().expect("a number") > body.len());
    }

    #[test]
    fn an_endless_body_is_in_chunks_if_the_client_knows_them() {
        for (version, head, is_chunked) in [
            (
                Version::HTTP_11,
                "HTTP/1.1 200 OK\r\nserver: s\r\ntransfer-encoding: chunked\r\n\r\n",
                true,
            ),
            (Version::HTTP_10, "HTTP/1.0 200 OK\r\nserver: s\r\n\r\n", false),
        ] {
            let (left, end) = broken(Fault::EndlessBody, version, "");
            assert_eq!(left, head);
            let End::Endless(part) = end else { panic!("{end:?}") };
            let part = String::from_utf8(part).expect("a text");
            let body = match part.split_once("\r\n") {
                None => &part,
                Some((size, rest)) => {
                    let body = rest.strip_suffix("\r\n").expect("the end of a chunk");
                    assert_eq!(usize::from_str_radix(size, 16), Ok(body.len()));
                    body
                }
            };
            assert_eq!(part.ends_with("\r\n"), is_chunked);
            assert!(body.len() >= PART && body.starts_with("mpns-emulator"));
        }
    }

    #[test]
    fn garbage_is_no_http() {
        let (left, end) = broken(Fault::Garbage, Version::HTTP_11, "");
        assert!(!left.contains("HTTP") && end == End::Close, "{left:?}");
    }
}
