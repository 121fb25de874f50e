//! What is sent with each library, and how it is to be understood.

use mpns_proto::{Content, Element, Kind, Raw, Value};
use serde_json::{Map, Value as Json};

use crate::library::Library;

/// The body of a raw notification.
pub(super) const RAW: &str = "{\"goals\": 3}";

/// What a library can set in a kind, each with a value of its own.
pub(super) fn fields(library: Library, kind: Kind) -> Map<String, Json> {
    let values = kind.elements().iter().filter_map(|element| {
        let text = sample(*element)?;
        let is_known = library.takes(*element, &Value::Text(text.into()));
        is_known.then(|| (camel_case(element.name()), text.into()))
    });
    values.collect()
}

/// What takes away the badge, the back and the rows.
pub(super) fn taken_away(library: Library, kind: Kind) -> Map<String, Json> {
    let taken = kind.elements().iter().filter_map(|element| match element {
        Element::Count => Some((camel_case(element.name()), "0".into())),
        _ if !TAKEN.contains(element) || !library.takes(*element, &Value::Clear) => None,
        _ => Some((camel_case(element.name()), Json::Null)),
    });
    taken.collect()
}

/// What is left on the tile after that.
pub(super) fn left(library: Library, kind: Kind) -> Map<String, Json> {
    let mut left = fields(library, kind);
    for (name, value) in taken_away(library, kind) {
        match value {
            Json::Null => left.remove(&name),
            value => left.insert(name, value),
        };
    }
    left
}

/// The kind that the phone makes of it. In Python the template is in an attribute with the name `attribute`, which says
/// nothing.
pub(super) fn kind_on_the_phone(library: Library, kind: Kind) -> Kind {
    match (library, kind) {
        (Library::Python, Kind::FlipTile | Kind::CycleTile) => Kind::Tile,
        _ => kind,
    }
}

/// The notification that the phone gets.
pub(super) fn content(library: Library, kind: Kind, interval: u32) -> Json {
    let mut content = Content::new(kind_on_the_phone(library, kind));
    if kind == Kind::Raw {
        let explicit_target = library == Library::Python;
        content = Raw { explicit_target, ..Raw::from(RAW.as_bytes().to_vec()) }.into();
    }
    let fields = fields(library, kind);
    for element in kind.elements() {
        if let Some(Json::String(text)) = fields.get(&camel_case(element.name())) {
            content.set(*element, Value::Text(text.into())).unwrap();
        }
    }
    let mut content = serde_json::to_value(content).unwrap();
    if interval > 0 {
        content["interval"] = interval.into();
    }
    content
}

/// What is odd about it.
pub(super) fn warnings(library: Library, kind: Kind) -> Vec<String> {
    if kind_on_the_phone(library, kind) == kind {
        return vec![];
    }
    let template = kind.name();
    vec![format!(
        "at line 1, column 82 (byte 81): \"wp:Tile\" does not take the attribute \"attribute\" with the value \"{template}\""
    )]
}

/// How the page names an effect.
pub(super) fn in_words(effect: &str, kind: Kind) -> &str {
    match (effect, kind) {
        ("handedToApp", _) => "handed to the app",
        ("dropped", Kind::Raw) => "dropped: app not in front",
        ("dropped", _) => "dropped: wrong target",
        ("payloadFormatError", _) => "payload format error",
        _ => effect,
    }
}

pub(super) fn camel_case(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    first.to_ascii_lowercase() + rest
}

fn sample(element: Element) -> Option<&'static str> {
    Some(match element {
        Element::Text1 => "Tor für München!",
        Element::Text2 => "2:1 in the last minute",
        Element::Param => "/Match.xaml?id=7",
        Element::Sound => "Audio/goal.mp3",
        Element::SmallBackgroundImage => "/Assets/small.jpg",
        Element::WideBackgroundImage => "/Assets/wide.jpg",
        Element::WideBackBackgroundImage => "/Assets/wide-back.jpg",
        Element::WideBackContent => "Goal in the last minute",
        Element::BackgroundImage => "/Assets/stadium.jpg",
        Element::Count => "7",
        Element::Title => "Scores",
        Element::BackBackgroundImage => "/Assets/back.jpg",
        Element::BackTitle => "Today",
        Element::BackContent => "Home 2\nAway 1",
        Element::SmallIconImage => "/Assets/small.png",
        Element::IconImage => "/Assets/mail.png",
        Element::WideContent1 => "Anna",
        Element::WideContent2 => "Tickets for Sunday",
        Element::WideContent3 => "Row 7, seat 3",
        Element::BackgroundColor => "#FF6A00FF",
        _ => return None,
    })
}

/// What goes with the back and the rows.
const TAKEN: [Element; 8] = [
    Element::WideBackBackgroundImage,
    Element::WideBackContent,
    Element::BackBackgroundImage,
    Element::BackTitle,
    Element::BackContent,
    Element::WideContent1,
    Element::WideContent2,
    Element::WideContent3,
];
