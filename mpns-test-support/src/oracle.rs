//! What may be sent, written from the specification and independent of the crates that are tested: it has the
//! protocol's words and none of their types.
//!
//! So it notices a check that is missing, even one that building and reading share.

/// What an element is set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A text.
    Text(String),
    /// A number of `Count`.
    Count(u8),
    /// Anything else: cleared, a colour, silence.
    Other,
}

/// Whether a toast or a tile of a template may be sent. Ignores the size of the document.
///
/// The elements are those that are set or cleared, by name, the attribute `Id` too. `param_chars` is the longest `Param`.
/// `runs` says whether the phone runs this version or a later one.
pub fn is_sendable(
    template: Option<&str>,
    elements: &[(&str, Said)],
    param_chars: usize,
    runs: impl Fn(&str) -> bool,
) -> bool {
    elements.iter().any(|(name, said)| says_something(name, said))
        && elements
            .iter()
            .all(|(name, said)| fits(name, said, param_chars) && runs(since(template, name)))
}

/// The first version that takes an element of a toast, or of a tile of a template.
pub fn since(template: Option<&str>, element: &str) -> &'static str {
    match (template, element) {
        (Some("CycleTile"), _) => "8.0",
        (Some(_), _) => "7.8",
        (None, "Sound") => "8.0.10492",
        (None, "Param" | "Id" | "BackBackgroundImage" | "BackTitle" | "BackContent") => "7.1",
        (None, _) => "7.0",
    }
}

/// The seconds of the batching interval of a notification class, if the target can have the class. The target is a value
/// of `X-WindowsPhone-Target`; raw is anything else.
pub fn interval(target: &str, class: u8) -> Option<u16> {
    let of_target = |tile: u8, toast: u8, raw| match target {
        "token" => tile..=tile,
        "toast" => toast..=toast,
        _ => raw,
    };
    let table = [
        (0, of_target(1, 2, 3..=10)),
        (450, of_target(11, 12, 13..=20)),
        (900, of_target(21, 22, 23..=31)),
    ];
    table.into_iter().find(|(_, classes)| classes.contains(&class)).map(|(interval, _)| interval)
}

/// Whether a raw notification may be sent. Ignores its size.
pub fn is_sendable_raw(class: Option<u8>, seconds: u16, content_type: Option<&str>) -> bool {
    let visible = |byte: &u8| (0x21..=0x7E).contains(byte);
    class.is_none_or(|class| interval("raw", class) == Some(seconds))
        && content_type.is_none_or(|text| {
            let text = text.as_bytes();
            text.first().is_some_and(visible)
                && text.last().is_some_and(visible)
                && text.iter().all(|byte| visible(byte) || *byte == b' ')
        })
}

/// Whether the element is content, so that the notification is not empty.
fn says_something(name: &str, said: &Said) -> bool {
    match (name, said) {
        ("Text1" | "Text2" | "Param" | "Sound", Said::Text(text)) => !text.is_empty(),
        _ => name != "Id",
    }
}

fn fits(name: &str, said: &Said, param_chars: usize) -> bool {
    match said {
        Said::Text(text) => {
            text.chars().all(is_xml)
                && (is_shown(name) || text.trim_matches(['\t', '\n', '\r', ' ']) == text)
                && match name {
                    "Id" => !text.is_empty(),
                    "Param" => is_page(text) && text.chars().count() <= param_chars,
                    _ => true,
                }
        }
        Said::Count(count) => *count <= 99,
        Said::Other => true,
    }
}

/// Whether whitespace around the text of an element is a part of it, because the phone shows the text.
fn is_shown(name: &str) -> bool {
    ["Text", "Title", "Content"].iter().any(|word| name.contains(word))
}

/// `Char` of XML 1.0, section 2.2, by what it excludes. A `char` is never a surrogate.
fn is_xml(character: char) -> bool {
    !matches!(u32::from(character), 0..=8 | 11 | 12 | 14..=31 | 0xFFFE | 0xFFFF)
}

/// A page of the app and its query, or only a query.
fn is_page(text: &str) -> bool {
    matches!(text.as_bytes(), [b'/' | b'?', ..])
}
