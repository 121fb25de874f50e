use std::io::{self, Read as _};

use http::Response;
use mpns_connect::transport::{Attempt, MAX_BODY, is_close_delimited};
use ureq::Body;

/// Reads the rest of a response, so that its connection can be used again. If that fails, takes too long or
/// is too much, it costs the connection and nothing else.
pub(crate) fn drain(response: Response<Body>, attempt: &Attempt) -> Response<()> {
    let (mut parts, mut body) = response.into_parts();
    // What ureq adds there is internal, and another transport adds other things.
    parts.extensions.clear();
    parts.version = attempt.response_version();
    let length = body.content_length();
    if attempt.may_keep_connection()
        && !is_close_delimited(&parts.headers, length)
        && length.is_none_or(|length| length <= MAX_BODY)
    {
        // One byte more, to reach the end.
        let mut rest = body.as_reader().take(MAX_BODY.saturating_add(1));
        let _ = io::copy(&mut rest, &mut io::sink());
    }
    Response::from_parts(parts, ())
}
