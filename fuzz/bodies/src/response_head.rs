use http::Version;
use mpns_connect::transport::Attempt;

/// An HTTP library is shown the same head, no matter how it is split, and never HTTP/1.0.
pub fn response_head(data: &[u8]) {
    let whole = show(data, data.len().max(1));
    for size in [1, 2, 7, 64, 1000] {
        assert_eq!(show(data, size), whole, "in pieces of {size}");
    }
    if let Some((shown, ..)) = whole {
        assert!(!shown.starts_with(b"HTTP/1.0"), "HTTP/1.0 is shown");
        assert!(shown.len() <= data.len() * 2, "more is shown than an empty line for each head");
    }
}

/// What is shown of a response in pieces of this size, its version, and whether its connection may be kept. `None` if the
/// head is too long.
fn show(data: &[u8], size: usize) -> Option<(Vec<u8>, Version, bool)> {
    let mut attempt = Attempt::on_new_connection();
    let mut shown = Vec::new();
    for piece in data.chunks(size) {
        shown.extend_from_slice(&attempt.received(piece).ok()?);
    }
    Some((shown, attempt.response_version(), attempt.may_keep_connection()))
}
