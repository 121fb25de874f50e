use std::io::{self, Read as _};

use http::HeaderMap;
use http::header::TRANSFER_ENCODING;
use mpns_connect::transport::MAX_BODY;
use ureq::Body;

/// Reads the rest of a response, so that its connection can be used again. If that fails, takes too long or
/// is too much, it costs the connection and nothing else.
pub(crate) fn drain(headers: &HeaderMap, mut body: Body) {
    let length = body.content_length();
    if has_end(headers, length) && length.is_none_or(|length| length <= MAX_BODY) {
        // One byte more, to reach the end.
        let mut rest = body.as_reader().take(MAX_BODY.saturating_add(1));
        let _ = io::copy(&mut rest, &mut io::sink());
    }
}

/// Whether the body has an end before that of the connection: RFC 9112, section 6.3.
fn has_end(headers: &HeaderMap, length: Option<u64>) -> bool {
    match headers.get_all(TRANSFER_ENCODING).iter().next_back() {
        None => length.is_some(),
        Some(codings) => {
            let last = codings.as_bytes().rsplit(|byte| *byte == b',').next().unwrap_or_default();
            last.trim_ascii().eq_ignore_ascii_case(b"chunked")
        }
    }
}
