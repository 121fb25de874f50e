//! Texts that others wrote, shown in a terminal without being obeyed by it.

use std::fmt::Write as _;

/// A text on one line. What a terminal obeys, or what changes the order or hides a part of the line, is escaped:
/// `\u{1b}`.
pub(crate) fn escape(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => shown.push_str("\\\\"),
            c if is_obeyed(c) => shown.extend(c.escape_default()),
            c => shown.push(c),
        }
    }
    shown
}

/// JSON with the same characters escaped: `\u001b`. They can only be in its texts.
pub(crate) fn escape_json(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for c in json.chars() {
        if is_obeyed(c) && c != '\n' {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(shown, "\\u{unit:04x}");
            }
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Control characters, line and paragraph separators, marks and overrides of the direction, invisible characters
/// except the joiner of emojis, and tags.
fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200c}'
                | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        for (text, shown, json) in [
            ("Goal! 2:1 für Ü 👩‍🚀", "Goal! 2:1 für Ü 👩‍🚀", "Goal! 2:1 für Ü 👩‍🚀"),
            ("a\u{1b}[2Jb", "a\\u{1b}[2Jb", "a\\u001b[2Jb"),
            ("a\r\tb\u{7f}", "a\\r\\tb\\u{7f}", "a\\u000d\\u0009b\\u007f"),
            ("\u{9b}31m", "\\u{9b}31m", "\\u009b31m"),
            ("gpj.\u{202e}exe", "gpj.\\u{202e}exe", "gpj.\\u202eexe"),
            ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}", "\\u2066x\\u2069"),
            ("a\u{2028}b\u{feff}", "a\\u{2028}b\\u{feff}", "a\\u2028b\\ufeff"),
            ("\u{e0041}", "\\u{e0041}", "\\udb40\\udc41"),
        ] {
            assert_eq!(escape(text), shown);
            assert_eq!(escape_json(text), json);
        }
        assert_eq!(escape("a\nb\\n"), "a\\nb\\\\n");
        assert_eq!(escape_json("{}\n"), "{}\n");
    }
}
