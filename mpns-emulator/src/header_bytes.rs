use http::HeaderMap;

/// About how much memory headers take.
pub(crate) fn header_bytes(headers: &HeaderMap) -> usize {
    let lines = headers.iter().map(|(name, value)| name.as_str().len().saturating_add(value.len()));
    lines.fold(0, |sum, line| sum.saturating_add(line).saturating_add(LINE_BYTES))
}

/// What a header takes beside its text.
const LINE_BYTES: usize = 96;
