use std::convert::Infallible;

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
    let mut list = List { next: Some((after, limit)), separator: "[" };
    let mut part = move || list.part(&mut read);
    let first = part().unwrap_or_default();
    let body = match part() {
        // A short list has a length.
        None => Body::from(first),
        Some(second) => {
            let parts = [first, second].into_iter().chain(std::iter::from_fn(part));
            Body::from_stream(stream::iter(parts.map(Ok::<_, Infallible>)))
        }
    };
    ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
}

/// What is left to be written.
struct List {
    /// The number after which to go on, and how many items at most.
    next: Option<(u64, usize)>,
    separator: &'static str,
}

impl List {
    fn part<T: Serialize>(
        &mut self,
        read: &mut impl FnMut(u64, usize) -> Vec<(u64, T)>,
    ) -> Option<Bytes> {
        let (after, left) = self.next?;
        let asked = left.min(AT_A_TIME);
        let items = read(after, asked);
        let mut text = Vec::new();
        for (_, item) in &items {
            text.extend_from_slice(self.separator.as_bytes());
            self.separator = ",\n";
            // What cannot be written is left out. All items can.
            let _ = serde_json::to_writer(&mut text, item);
        }
        let left = left.saturating_sub(items.len());
        let last = items.last().filter(|_| items.len() == asked && left > 0);
        self.next = last.map(|(last, _)| (*last, left));
        if self.next.is_none() {
            text.extend_from_slice(if self.separator == "[" { b"[]\n" } else { b"]\n" });
        }
        Some(text.into())
    }
}

const AT_A_TIME: usize = 32;
