//! What the client above ureq and the transport below it tell each other. All that they share is the thread.

use std::cell::Cell;

use http::Request;
use mpns_connect::Connection;

/// Runs one exchange, and returns the connection over which its first byte may have left, if any.
pub(crate) fn observe<T>(
    longest_row: usize,
    exchange: impl FnOnce() -> T,
) -> (T, Option<Connection>) {
    SENDING.take();
    LONGEST_ROW.set(longest_row);
    let result = exchange();
    (result, SENDING.take())
}

/// How many bytes the longest line in the head of a request has at most.
pub(crate) fn longest_row<B>(request: &Request<B>) -> usize {
    let parts = |parts: [usize; 2]| parts.into_iter().fold(AROUND, usize::saturating_add);
    // A `Host` that is added is no longer than the URI.
    let uri = request.uri();
    let path = uri.path_and_query().map_or(0, |path| path.as_str().len());
    let authority = uri.authority().map_or(0, |authority| authority.as_str().len());
    let line = parts([request.method().as_str().len(), path.saturating_add(authority)]);
    let headers =
        request.headers().iter().map(|(name, value)| parts([name.as_str().len(), value.len()]));
    headers.fold(line, usize::max)
}

/// The same for the present exchange.
pub(crate) fn expected_row() -> usize {
    LONGEST_ROW.get()
}

/// Says that part of a request is about to leave. The first call counts: after `Expect: 100-continue`, head
/// and body leave separately.
pub(crate) fn sending(over: Connection) {
    SENDING.set(SENDING.get().or(Some(over)));
}

thread_local! {
    static SENDING: Cell<Option<Connection>> = const { Cell::new(None) };
    static LONGEST_ROW: Cell<usize> = const { Cell::new(0) };
}

/// More than a line has besides its two parts: blanks, the version, the name `Host`, the line end.
const AROUND: usize = 32;
