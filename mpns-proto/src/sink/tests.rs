use mpns_test_support::character;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

const TEXT: Element = Element::Title;
const ATTRIBUTE: Element = Element::Id;

fn encoded(text: &str, element: Element) -> Result<String, BuildError> {
    let mut measure = Measure::default();
    measure.put_text(element, text);
    measure.check()?;
    let mut body = Body::new(&measure);
    body.put_text(element, text);
    let bytes = body.into_bytes();
    assert_eq!((bytes.len(), bytes.capacity()), (measure.size(), measure.size()), "{text:?}");
    Ok(String::from_utf8(bytes).expect("UTF-8 stays UTF-8"))
}

/// The same, one character at a time.
fn defined(text: &str, element: Element) -> Result<String, BuildError> {
    let mut encoded = String::new();
    for (position, character) in text.char_indices() {
        match character {
            '&' => encoded += "&amp;",
            '<' => encoded += "&lt;",
            '>' => encoded += "&gt;",
            '"' => encoded += "&quot;",
            '\'' => encoded += "&apos;",
            '\r' => encoded += "&#xD;",
            '\t' if element == ATTRIBUTE => encoded += "&#x9;",
            '\n' if element == ATTRIBUTE => encoded += "&#xA;",
            // The production Char of XML 1.0, fifth edition, section 2.2.
            '\t' | '\n' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'.. => {
                encoded.push(character);
            }
            _ => return Err(BuildError::ForbiddenCharacter { element, position, character }),
        }
    }
    Ok(encoded)
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
        ("#1, please!", "#1, please!", "#1, please!"),
        (
            "\u{FFFD}\u{F000}\u{7F}\u{85}",
            "\u{FFFD}\u{F000}\u{7F}\u{85}",
            "\u{FFFD}\u{F000}\u{7F}\u{85}",
        ),
    ] {
        assert_eq!(encoded(text, TEXT).as_deref(), Ok(in_text), "{text:?}");
        assert_eq!(encoded(text, ATTRIBUTE).as_deref(), Ok(in_attribute), "{text:?}");
    }
}

#[test]
fn refuses_exactly_what_xml_forbids() {
    for character in '\0'..=char::MAX {
        let text = format!("é{character}");
        assert_eq!(encoded(&text, TEXT), defined(&text, TEXT), "{character:?}");
    }
}

#[test]
fn the_first_forbidden_character_is_named() {
    let mut measure = Measure::default();
    measure.put_text(Element::BackTitle, "fine");
    measure.put_text(Element::Title, "é\u{1}\u{2}");
    measure.put_text(Element::BackContent, "\u{FFFF}");
    let (element, position, character) = (Element::Title, 2, '\u{1}');
    let first = BuildError::ForbiddenCharacter { element, position, character };
    assert_eq!(measure.check(), Err(first));
}

proptest! {
    #[test]
    fn texts_are_encoded_as_defined(
        text in vec(prop_oneof![3 => Just('x'), 2 => proptest::sample::select(&['&', '<', '>', '"', '\'', '\r', '\t', '\n', '，'][..]), 1 => character()], 0..40),
    ) {
        let text = String::from_iter(text);
        for element in [TEXT, ATTRIBUTE] {
            prop_assert_eq!(encoded(&text, element), defined(&text, element));
        }
    }
}
