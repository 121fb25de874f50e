use http::HeaderMap;
use http::header::TRANSFER_ENCODING;

/// Whether the end of the connection is the only end that a response's body has: RFC 9112, section 6.3.
///
/// `length` is the body's length, if the HTTP library knows it. A transport does not wait for the end of such a
/// body, as its connection cannot be used again anyway.
#[must_use]
pub fn is_close_delimited(headers: &HeaderMap, length: Option<u64>) -> bool {
    match headers.get_all(TRANSFER_ENCODING).iter().next_back() {
        None => length.is_none(),
        Some(codings) => {
            let last = codings.as_bytes().rsplit(|byte| *byte == b',').next().unwrap_or_default();
            !last.trim_ascii().eq_ignore_ascii_case(b"chunked")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_length_or_chunks_at_last_are_an_end() {
        for (codings, length, is_close_delimited) in [
            (&[][..], Some(0), false),
            (&[], Some(7), false),
            (&[], None, true),
            (&["chunked"], None, false),
            (&["Chunked"], None, false),
            (&["gzip, chunked"], None, false),
            (&["gzip ,\tCHUNKED "], None, false),
            (&["gzip", "chunked"], None, false),
            (&["gzip"], None, true),
            (&["chunked, gzip"], None, true),
            (&["chunked", "gzip"], None, true),
            (&["xchunked"], None, true),
            (&[""], None, true),
            // The coding overrides the length.
            (&["gzip"], Some(7), true),
            (&["chunked"], Some(7), false),
        ] {
            let mut headers = HeaderMap::new();
            for coding in codings {
                headers.append(TRANSFER_ENCODING, coding.parse().unwrap());
            }
            assert_eq!(
                super::is_close_delimited(&headers, length),
                is_close_delimited,
                "{codings:?}"
            );
        }
    }
}
