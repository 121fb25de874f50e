//! Which characters of a text an XML document cannot contain as they are.

use crate::Element;

/// Passes on what is written instead of a byte: because it is markup, or because a reader would change it.
///
/// Each entity is a constant where it is used, which is faster than a text of any length.
pub(crate) fn entity<T>(byte: u8, element: Element, put: impl FnOnce(&str) -> T) -> Option<T> {
    Some(match byte {
        b'&' => put("&amp;"),
        b'<' => put("&lt;"),
        b'>' => put("&gt;"),
        b'"' => put("&quot;"),
        b'\'' => put("&apos;"),
        b'\r' => put("&#xD;"),
        b'\t' if element.is_attribute() => put("&#x9;"),
        b'\n' if element.is_attribute() => put("&#xA;"),
        _ => return None,
    })
}

/// The character at a position, if XML 1.0 forbids it.
pub(crate) fn forbidden(text: &str, position: usize) -> Option<char> {
    let character = text.get(position..)?.chars().next()?;
    let is_forbidden = matches!(character, '\0'..' ' | '\u{FFFE}' | '\u{FFFF}');
    (is_forbidden && !is_whitespace(character)).then_some(character)
}

/// `S` of XML 1.0, section 2.3: the whitespace that a reader removes around a value that is not shown.
pub(crate) const fn is_whitespace(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}
