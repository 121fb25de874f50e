use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use tokio::time::{Instant, timeout_at};

/// Reads the rest of an answer, so that its connection can be used again. Whatever goes wrong, or takes too long, or is too
/// much, costs the connection and nothing else.
pub(crate) async fn drain(body: Incoming, deadline: Instant) {
    let _ = timeout_at(deadline, read(body)).await;
}

async fn read(mut body: Incoming) {
    let mut left = MAX_BODY;
    while let Some(Ok(frame)) = body.frame().await {
        let length = frame.data_ref().map_or(0, bytes::Bytes::len);
        match left.checked_sub(length) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

/// How many bytes of a body are worth a connection.
const MAX_BODY: usize = 64 * 1024;
