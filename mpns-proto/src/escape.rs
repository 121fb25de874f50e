//! Text of an XML document: escaped once, without the characters that XML 1.0 forbids.

use std::fmt::{self, Write};

use crate::{BuildError, Element};

/// The destination of encoded text: a buffer, or a count of its bytes.
pub(crate) trait Sink: Sized {
    fn put(&mut self, text: &str);

    fn put_display(&mut self, value: &impl fmt::Display) {
        // A sink accepts everything, so writing to it cannot fail.
        let _ = write!(Writer(self), "{value}");
    }
}

impl Sink for Vec<u8> {
    fn put(&mut self, text: &str) {
        self.extend_from_slice(text.as_bytes());
    }
}

/// Counts the bytes.
#[derive(Debug, Default)]
pub(crate) struct Length(usize);

impl Length {
    pub(crate) fn bytes(&self) -> usize {
        self.0
    }
}

impl Sink for Length {
    fn put(&mut self, text: &str) {
        self.0 = self.0.saturating_add(text.len());
    }
}

/// Whether a text is written into an element or an attribute, where a reader also changes tabs and line
/// feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Context {
    Text,
    Attribute,
}

/// A character that XML 1.0 forbids, and its byte offset in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Forbidden {
    character: char,
    position: usize,
}

impl Forbidden {
    pub(crate) fn in_element(self, element: Element) -> BuildError {
        let Self { character, position } = self;
        BuildError::ForbiddenCharacter { element, position, character }
    }
}

/// Writes a text. Escapes what a reader would treat as markup or would change.
pub(crate) fn escape(out: &mut impl Sink, text: &str, context: Context) -> Result<(), Forbidden> {
    let mut plain = text;
    let mut position: usize = 0;
    // All special characters are ASCII except U+FFFE and U+FFFF, which begin with 0xEF.
    while let Some(length) = plain.bytes().position(is_special) {
        let Some((before, special)) = plain.split_at_checked(length) else { break };
        let mut rest = special.chars();
        let Some(character) = rest.next() else { break };
        position = position.saturating_add(length);
        out.put(before);
        match escaped(character, context) {
            Escaped::As(entity) => out.put(entity),
            Escaped::Plain => out.put(character.encode_utf8(&mut [0; 4])),
            Escaped::Never => return Err(Forbidden { character, position }),
        }
        position = position.saturating_add(character.len_utf8());
        plain = rest.as_str();
    }
    out.put(plain);
    Ok(())
}

/// `S` of XML 1.0, section 2.3: the whitespace that a reader removes around a value that is not shown.
pub(crate) const fn is_whitespace(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

enum Escaped {
    As(&'static str),
    Plain,
    Never,
}

fn escaped(character: char, context: Context) -> Escaped {
    match character {
        '&' => Escaped::As("&amp;"),
        '<' => Escaped::As("&lt;"),
        '>' => Escaped::As("&gt;"),
        '"' => Escaped::As("&quot;"),
        '\'' => Escaped::As("&apos;"),
        '\r' => Escaped::As("&#xD;"),
        '\t' if context == Context::Attribute => Escaped::As("&#x9;"),
        '\n' if context == Context::Attribute => Escaped::As("&#xA;"),
        '\t' | '\n' => Escaped::Plain,
        '\0'..' ' | '\u{FFFE}' | '\u{FFFF}' => Escaped::Never,
        _ => Escaped::Plain,
    }
}

const fn is_special(byte: u8) -> bool {
    matches!(byte, 0..0x20 | b'&' | b'<' | b'>' | b'"' | b'\'' | 0xEF)
}

struct Writer<'a, S>(&'a mut S);

impl<S: Sink> Write for Writer<'_, S> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.put(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str, context: Context) -> Result<String, Forbidden> {
        let mut length = Length::default();
        escape(&mut length, text, context)?;
        let mut out = Vec::new();
        escape(&mut out, text, context)?;
        assert_eq!(out.len(), length.bytes(), "{text:?}");
        Ok(String::from_utf8(out).expect("UTF-8 stays UTF-8"))
    }

    #[test]
    fn escapes_markup_and_what_a_reader_would_change() {
        for (text, in_text, in_attribute) in [
            ("", "", ""),
            ("Tom & Jerry", "Tom &amp; Jerry", "Tom &amp; Jerry"),
            (
                "<b>\"it's\"</b>",
                "&lt;b&gt;&quot;it&apos;s&quot;&lt;/b&gt;",
                "&lt;b&gt;&quot;it&apos;s&quot;&lt;/b&gt;",
            ),
            ("&amp;", "&amp;amp;", "&amp;amp;"),
            ("]]>", "]]&gt;", "]]&gt;"),
            ("a\tb\nc\rd", "a\tb\nc&#xD;d", "a&#x9;b&#xA;c&#xD;d"),
            ("Ω 日本 🎉", "Ω 日本 🎉", "Ω 日本 🎉"),
            (
                "\u{FFFD}\u{F000}\u{7F}\u{85}",
                "\u{FFFD}\u{F000}\u{7F}\u{85}",
                "\u{FFFD}\u{F000}\u{7F}\u{85}",
            ),
        ] {
            assert_eq!(encoded(text, Context::Text).as_deref(), Ok(in_text), "{text:?}");
            assert_eq!(encoded(text, Context::Attribute).as_deref(), Ok(in_attribute), "{text:?}");
        }
    }

    #[test]
    fn refuses_exactly_what_xml_forbids() {
        for character in '\0'..=char::MAX {
            // The production Char of XML 1.0, fifth edition, section 2.2.
            let allowed = matches!(character,
                '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
            let text = format!("é{character}");
            let expected = if allowed { None } else { Some(Forbidden { character, position: 2 }) };
            assert_eq!(encoded(&text, Context::Text).err(), expected, "{character:?}");
        }
    }
}
