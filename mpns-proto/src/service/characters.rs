//! The productions of XML 1.0 (fifth edition) for characters and names.

use std::borrow::Cow;

pub(super) use crate::escape::is_whitespace;

/// `Char`, section 2.2.
pub(super) const fn is_xml_character(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// `NCName` of Namespaces in XML 1.0: a `Name` without a colon.
pub(super) fn is_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(is_name_start) && characters.all(is_name_character)
}

/// `QName` of Namespaces in XML 1.0: a name with at most one prefix.
pub(super) fn is_qualified_name(name: &str) -> bool {
    match name.split_once(':') {
        Some((prefix, local)) => is_name(prefix) && is_name(local),
        None => is_name(name),
    }
}

/// Makes every line end one line feed, section 2.11.
pub(super) fn normalize_line_ends(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n").into()
    } else {
        text.into()
    }
}

/// `NameStartChar` without the colon, section 2.3.
const fn is_name_start(character: char) -> bool {
    matches!(character,
        'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}'
        | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}'
        | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// `NameChar` without the colon, section 2.3.
const fn is_name_character(character: char) -> bool {
    is_name_start(character)
        || matches!(character,
            '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// U+FEFF at the start of a document.
pub(super) const BYTE_ORDER_MARK: char = '\u{FEFF}';

#[cfg(test)]
mod tests {
    use super::*;

    /// The productions as XML 1.0 (fifth edition) prints them, without the colon.
    const NAME_START_CHAR: &str = r#"[A-Z] | "_" | [a-z] | [#xC0-#xD6] | [#xD8-#xF6] |
        [#xF8-#x2FF] | [#x370-#x37D] | [#x37F-#x1FFF] | [#x200C-#x200D] | [#x2070-#x218F] |
        [#x2C00-#x2FEF] | [#x3001-#xD7FF] | [#xF900-#xFDCF] | [#xFDF0-#xFFFD] | [#x10000-#xEFFFF]"#;
    const NAME_CHAR: &str = r#""-" | "." | [0-9] | #xB7 | [#x0300-#x036F] | [#x203F-#x2040]"#;
    const CHAR: &str = "#x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]";

    /// The first and the last character of each part of a production.
    fn ranges(production: &str) -> Vec<(u32, u32)> {
        let number = |text: &str| match text.strip_prefix("#x") {
            Some(digits) => u32::from_str_radix(digits, 16).expect("a number"),
            None => u32::from(text.chars().next().expect("a character")),
        };
        let range = |part: &str| {
            let part = part.trim();
            match part.strip_prefix('[').map(|part| part.trim_end_matches(']')) {
                Some(range) => {
                    let (first, last) = range.split_once('-').expect("a range");
                    (number(first), number(last))
                }
                None => (number(part.trim_matches('"')), number(part.trim_matches('"'))),
            }
        };
        production.split(" |").map(range).collect()
    }

    #[test]
    fn the_productions_are_those_of_the_standard() {
        let (char, start, name) = (ranges(CHAR), ranges(NAME_START_CHAR), ranges(NAME_CHAR));
        assert_eq!((char.len(), start.len(), name.len()), (6, 15, 6));
        let is_in = |ranges: &[(u32, u32)], c| {
            ranges.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(c)))
        };
        for c in '\0'..=char::MAX {
            let (starts, goes_on) = (is_in(&start, c), is_in(&start, c) || is_in(&name, c));
            assert_eq!(is_xml_character(c), is_in(&char, c), "{c:?}");
            assert_eq!(is_name_start(c), starts, "{c:?}");
            assert_eq!(is_name_character(c), goes_on, "{c:?}");
        }
    }
}
