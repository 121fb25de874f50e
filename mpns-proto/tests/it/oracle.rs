//! What may be sent, written from the specification and independent of the library.
//!
//! It uses the library to read the values of a notification, never for a check, a limit or a version. So it
//! notices a check that is missing in the library, even one that building and reading share.

use mpns_proto::{BatchingInterval, Content, Element, Kind, Limits, OsVersion, Raw, Target, Value};

/// Whether a notification may be sent to the phone of `limits`. Ignores the size of a document.
pub(crate) fn is_sendable(content: &Content, limits: &Limits) -> bool {
    if let Content::Raw(raw) = content {
        return raw.payload.len() <= limits.raw_bytes && is_sendable_raw(raw);
    }
    let kind = content.kind();
    let elements = Element::ALL.iter().map(|element| (*element, content.get(*element)));
    let mut present = elements.filter(|(_, value)| *value != Value::Keep);
    let runs = |since| limits.os.is_none_or(|os| os >= since);
    present.clone().any(|(element, value)| says_something(kind, element, &value))
        && present.all(|(element, value)| fits(element, &value) && runs(since(kind, element)))
}

/// The batching interval of a notification class, if the target can have the class.
pub(crate) fn interval(target: Target, class: u8) -> Option<BatchingInterval> {
    let of_target = |tile: u8, toast: u8, raw| match target {
        Target::Tile => tile..=tile,
        Target::Toast => toast..=toast,
        Target::Raw => raw,
    };
    let table = [
        (BatchingInterval::Immediate, of_target(1, 2, 3..=10)),
        (BatchingInterval::Within450s, of_target(11, 12, 13..=20)),
        (BatchingInterval::Within900s, of_target(21, 22, 23..=31)),
    ];
    table.into_iter().find(|(_, classes)| classes.contains(&class)).map(|(interval, _)| interval)
}

/// The first version that takes an element in a kind of notification.
pub(crate) fn since(kind: Kind, element: Element) -> OsVersion {
    match (kind, element.name()) {
        (Kind::CycleTile, _) => OsVersion::V8_0,
        (Kind::FlipTile | Kind::IconicTile, _) => OsVersion::V7_8,
        (_, "Sound") => OsVersion::V8_0_10492,
        (_, "Param" | "Id" | "BackBackgroundImage" | "BackTitle" | "BackContent") => {
            OsVersion::V7_1
        }
        _ => OsVersion::V7_0,
    }
}

/// Whether the element is content, so that the notification is not empty.
fn says_something(kind: Kind, element: Element, value: &Value<'_>) -> bool {
    match value {
        Value::Text(text) if kind == Kind::Toast => !text.is_empty(),
        _ => element != Element::Id,
    }
}

fn fits(element: Element, value: &Value<'_>) -> bool {
    match value {
        Value::Text(text) => {
            text.chars().all(is_xml) && (element != Element::Param || is_page(text))
        }
        Value::Count(count) => *count <= 99,
        Value::Keep | Value::Clear | Value::Color(_) | Value::Silent => true,
    }
}

/// `Char` of XML 1.0, section 2.2, by what it excludes. A `char` is never a surrogate.
fn is_xml(character: char) -> bool {
    !matches!(u32::from(character), 0..=8 | 11 | 12 | 14..=31 | 0xFFFE | 0xFFFF)
}

/// A page of the app and its query, or only a query.
fn is_page(text: &str) -> bool {
    matches!(text.as_bytes(), [b'/' | b'?', ..]) && text.chars().count() <= 256
}

fn is_sendable_raw(raw: &Raw) -> bool {
    let visible = |byte: &u8| (0x21..=0x7E).contains(byte);
    raw.class.is_none_or(|class| interval(Target::Raw, class) == Some(raw.interval))
        && raw.content_type.as_deref().is_none_or(|text| {
            let text = text.as_bytes();
            text.first().is_some_and(visible)
                && text.last().is_some_and(visible)
                && text.iter().all(|byte| visible(byte) || *byte == b' ')
        })
}
