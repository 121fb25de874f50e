//! A notification of any kind, generated from the fuzzer's bytes.

use arbitrary::{Result, Unstructured};
use mpns_proto::{BatchingInterval, Color, Content, Kind, Limits, OsVersion, Property, Raw, Value};

use crate::arbitrary_values;

pub(crate) fn content(u: &mut Unstructured<'_>) -> Result<Content> {
    let kind = *u.choose(Kind::ALL)?;
    let mut content = Content::new(kind);
    for element in kind.elements() {
        // Values that the element cannot take are left out.
        let _ = content.set(*element, value(u)?);
    }
    set_count(&mut content, u)?;
    if let Content::Raw(raw) = &mut content {
        *raw = self::raw(u)?;
    }
    content.set_interval(*u.choose(BatchingInterval::ALL)?);
    Ok(content)
}

pub(crate) fn limits(u: &mut Unstructured<'_>) -> Result<Limits> {
    let os = if u.ratio(1, 2)? { Some(*u.choose(OsVersion::ALL)?) } else { None };
    let limits = Limits { os, ..Limits::default() };
    Ok(match u.int_in_range(0..=3)? {
        0 => Limits { document_bytes: u.int_in_range(0..=400)?, ..limits },
        1 => {
            let most = usize::MAX;
            Limits { document_bytes: most, raw_bytes: most, param_chars: 257, ..limits }
        }
        _ => limits,
    })
}

fn value(u: &mut Unstructured<'_>) -> Result<Value<'static>> {
    Ok(match u.int_in_range(0..=9)? {
        0..=2 => Value::Keep,
        3 => Value::Clear,
        4 => Value::Silent,
        5 => Value::Color(Color::from_argb(u.arbitrary()?)),
        6 => Value::Count(u.arbitrary()?),
        _ => Value::Text(text(u)?.into()),
    })
}

/// A text, sometimes with the beginning of a `Param`. A few have about the maximal length of one, and a few
/// have a character that XML forbids, so that most can be built.
fn text(u: &mut Unstructured<'_>) -> Result<String> {
    let start = *u.choose(&["", "", "/", "?", "/Page.xaml?a="])?;
    let mut text = start.to_owned() + &arbitrary_values::word(u, &TEXTS)?;
    match u.int_in_range(0..=31)? {
        31 => text.push(*u.choose(&FORBIDDEN)?),
        30 => {
            let chars = u.int_in_range(254..=258)?;
            text = text.chars().chain(std::iter::repeat('é')).take(chars).collect();
        }
        _ => {}
    }
    Ok(text)
}

/// Any count. The field of a tile accepts it, and `build` has to refuse one that is too high.
fn set_count(content: &mut Content, u: &mut Unstructured<'_>) -> Result<()> {
    let count = match content {
        Content::Tile(tile) => &mut tile.count,
        Content::FlipTile(tile) => &mut tile.count,
        Content::IconicTile(tile) => &mut tile.count,
        Content::CycleTile(tile) => &mut tile.count,
        Content::Toast(_) | Content::Raw(_) => return Ok(()),
    };
    if u.ratio(1, 4)? {
        *count = Property::Set(u.arbitrary()?);
    }
    Ok(())
}

fn raw(u: &mut Unstructured<'_>) -> Result<Raw> {
    let content_types = ["text/xml", " text/xml ", "application/json", "a/b; c=\"d\"", ""];
    let content_type =
        if u.arbitrary()? { Some(arbitrary_values::word(u, &content_types)?) } else { None };
    Ok(Raw {
        content_type,
        explicit_target: u.arbitrary()?,
        interval: BatchingInterval::Immediate,
        class: if u.arbitrary()? { Some(u.int_in_range(0..=40)?) } else { None },
        payload: u.arbitrary()?,
    })
}

const FORBIDDEN: [char; 8] =
    ['\0', '\u{8}', '\u{B}', '\u{C}', '\u{E}', '\u{1F}', '\u{FFFE}', '\u{FFFF}'];

const TEXTS: [&str; 11] = [
    "",
    "Goal!",
    "Tom & Jerry",
    "<b>\"it's\"</b>",
    "]]>",
    "&amp;amp;",
    " \t\r\n ",
    "\r",
    "\u{85}\u{2028}\u{FEFF}",
    "\u{FFFD}\u{10FFFF}",
    "日本 🎉",
];
