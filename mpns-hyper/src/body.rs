//! The body of a response, which means nothing in MPNS.

use http::Response;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use mpns_connect::transport::{Attempt, MAX_BODY, MAX_BODY_WAIT, is_close_delimited};
use tokio::time::{Instant, timeout_at};

use crate::deadline::after;

/// What is left of a response when its head has been received.
pub(crate) enum Body {
    /// Nothing.
    Over,
    /// If it is read to its end, the connection can be used again.
    Rest(Incoming),
    /// It ends with the connection, or nobody knows where.
    Lost,
}

/// A response and its body.
pub(crate) fn split(response: Response<Incoming>, attempt: &Attempt) -> (Response<()>, Body) {
    let (mut parts, body) = response.into_parts();
    // What hyper adds there is internal, and another transport adds other things.
    parts.extensions.clear();
    parts.version = attempt.response_version();
    let body = if !attempt.may_keep_connection() {
        Body::Lost
    } else if body.is_end_stream() {
        Body::Over
    } else if is_close_delimited(&parts.headers, body.size_hint().exact()) {
        Body::Lost
    } else {
        Body::Rest(body)
    };
    (Response::from_parts(parts, ()), body)
}

/// Reads a body, and returns whether it has reached its end. If that fails, takes too long or is too much, it costs the
/// connection and nothing else.
pub(crate) async fn drain(body: Incoming, deadline: Instant) -> bool {
    timeout_at(deadline.min(after(MAX_BODY_WAIT)), read(body)).await.unwrap_or(false)
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
