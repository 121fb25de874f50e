use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures_util::stream;
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use serde::Serialize;

/// A list that is read and written a few items at a time, as its reader takes it. So a reader that does not read holds
/// only those. `read` returns items with numbers over the given one, and at most as many as asked for.
pub(super) fn stream<T: Serialize>(
    after: u64,
    limit: usize,
    mut read: impl FnMut(u64, usize) -> Vec<(u64, T)> + Send + 'static,
) -> Response {
    let mut state = Some((after, limit));
    let mut separator = "[";
    let next = move || {
        let (after, left) = state?;
        let items = read(after, left.min(AT_A_TIME));
        let mut text = Vec::new();
        for (_, item) in &items {
            text.extend_from_slice(separator.as_bytes());
            separator = ",\n";
            // What cannot be written is left out. All items can.
            let _ = serde_json::to_writer(&mut text, item);
        }
        let left = left.saturating_sub(items.len());
        state = match items.last() {
            Some((last, _)) if left > 0 => Some((*last, left)),
            _ => {
                text.extend_from_slice(if separator == "[" { b"[]\n" } else { b"]\n" });
                None
            }
        };
        Some(Ok::<_, std::convert::Infallible>(Bytes::from(text)))
    };
    let body = Body::from_stream(stream::iter(std::iter::from_fn(next)));
    ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
}

const AT_A_TIME: usize = 32;
