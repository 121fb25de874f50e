use http::HeaderMap;
use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use mpns_connect::transport::MAX_BODY;
use tokio::time::{Instant, timeout_at};

/// Reads the rest of a response, so that its connection can be used again. If that fails, takes too long or
/// is too much, it costs the connection and nothing else.
pub(crate) async fn drain(headers: &HeaderMap, body: Incoming, deadline: Instant) {
    if !body.is_end_stream() && has_end(headers) {
        let _ = timeout_at(deadline, read(body)).await;
    }
}

async fn read(mut body: Incoming) {
    if body.size_hint().lower() > MAX_BODY {
        return;
    }
    let mut left = MAX_BODY;
    while let Some(Ok(frame)) = body.frame().await {
        let length = frame.data_ref().map_or(0, |data| data.len() as u64);
        match left.checked_sub(length) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

/// Whether the body has an end before that of the connection: RFC 9112, section 6.3.
fn has_end(headers: &HeaderMap) -> bool {
    match headers.get_all(TRANSFER_ENCODING).iter().next_back() {
        None => headers.contains_key(CONTENT_LENGTH),
        Some(codings) => {
            let last = codings.as_bytes().rsplit(|byte| *byte == b',').next().unwrap_or_default();
            last.trim_ascii().eq_ignore_ascii_case(b"chunked")
        }
    }
}
