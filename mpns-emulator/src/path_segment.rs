use crate::Bounds;

/// Checks a name that is part of a path: letters, digits, `.`, `_`, `~` and `-`, which need no escaping.
pub(crate) fn check(text: &str) -> Result<(), SegmentError> {
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"._~-".contains(&byte);
    if text.is_empty() || text.len() > Bounds::NAME_BYTES {
        return Err(SegmentError::Length(text.len()));
    }
    // A dot alone means a folder, and /callback is a part of the path of each channel.
    if !text.bytes().all(is_unreserved) || [".", "..", "callback"].contains(&text) {
        return Err(SegmentError::Characters);
    }
    Ok(())
}

/// Why a text cannot be part of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SegmentError {
    /// It is empty or too long.
    #[error("has {0} bytes; 1 to {limit} are allowed", limit = Bounds::NAME_BYTES)]
    Length(usize),
    /// It has a character that would have to be escaped, or means something else in a path.
    #[error("has other characters than letters, digits, . _ ~ and -, or is reserved")]
    Characters,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_no_escaping_and_is_bounded() {
        let longest = "x".repeat(Bounds::NAME_BYTES);
        for (text, checked) in [
            ("alice-phone", Ok(())),
            ("A.b_c~9", Ok(())),
            ("...", Ok(())),
            (longest.as_str(), Ok(())),
            (&format!("{longest}x"), Err(SegmentError::Length(Bounds::NAME_BYTES + 1))),
            ("", Err(SegmentError::Length(0))),
            (".", Err(SegmentError::Characters)),
            ("..", Err(SegmentError::Characters)),
            ("callback", Err(SegmentError::Characters)),
            ("a/b", Err(SegmentError::Characters)),
            ("a b", Err(SegmentError::Characters)),
            ("a%20", Err(SegmentError::Characters)),
            ("ä", Err(SegmentError::Characters)),
        ] {
            assert_eq!(check(text), checked, "{text}");
        }
    }
}
