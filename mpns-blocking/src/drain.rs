use std::io::{self, Read as _};

use http::HeaderMap;
use mpns_connect::transport::{MAX_BODY, is_close_delimited};
use ureq::Body;

/// Reads the rest of a response, so that its connection can be used again. If that fails, takes too long or
/// is too much, it costs the connection and nothing else.
pub(crate) fn drain(headers: &HeaderMap, mut body: Body) {
    let length = body.content_length();
    if !is_close_delimited(headers, length) && length.is_none_or(|length| length <= MAX_BODY) {
        // One byte more, to reach the end.
        let mut rest = body.as_reader().take(MAX_BODY.saturating_add(1));
        let _ = io::copy(&mut rest, &mut io::sink());
    }
}
