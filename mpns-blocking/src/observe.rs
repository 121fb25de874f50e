use std::cell::Cell;

use mpns_connect::Connection;

/// Runs one exchange, and tells over which connection its first byte may have left, if over any.
///
/// The transport below ureq knows, and the client above it has to: all they share is the thread.
pub(crate) fn observe<T>(exchange: impl FnOnce() -> T) -> (T, Option<Connection>) {
    SENDING.take();
    let result = exchange();
    (result, SENDING.take())
}

/// Says that the first byte of a request is about to leave.
pub(crate) fn sending(over: Connection) {
    SENDING.set(Some(over));
}

thread_local! {
    static SENDING: Cell<Option<Connection>> = const { Cell::new(None) };
}
