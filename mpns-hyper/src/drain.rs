use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use mpns_connect::transport::MAX_BODY;
use tokio::time::{Instant, timeout_at};

/// Reads the rest of an answer, so that its connection can be used again. Whatever goes wrong, or takes too long, or is too
/// much, costs the connection and nothing else.
pub(crate) async fn drain(body: Incoming, deadline: Instant) {
    let _ = timeout_at(deadline, read(body)).await;
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
