use http::Response;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use mpns_connect::transport::{Attempt, MAX_BODY, MAX_BODY_WAIT, is_close_delimited};
use tokio::time::{Instant, timeout_at};

use crate::deadline::after;

/// Reads the rest of a response, and returns whether it has reached its end, so that its connection can be used
/// again. If that fails, takes too long or is too much, it costs the connection and nothing else.
pub(crate) async fn drain(
    response: Response<Incoming>,
    attempt: &Attempt,
    deadline: Instant,
) -> (Response<()>, bool) {
    let (mut parts, body) = response.into_parts();
    // What hyper adds there is internal, and another transport adds other things.
    parts.extensions.clear();
    parts.version = attempt.response_version();
    let is_drained = attempt.may_keep_connection()
        && (body.is_end_stream()
            || !is_close_delimited(&parts.headers, body.size_hint().exact())
                && timeout_at(deadline.min(after(MAX_BODY_WAIT)), read(body))
                    .await
                    .unwrap_or(false));
    (Response::from_parts(parts, ()), is_drained)
}

async fn read(mut body: Incoming) -> bool {
    if body.size_hint().lower() > MAX_BODY {
        return false;
    }
    let mut left = MAX_BODY;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return false };
        let length = frame.data_ref().map_or(0, |data| data.len() as u64);
        match left.checked_sub(length) {
            Some(rest) => left = rest,
            None => return false,
        }
    }
    true
}
