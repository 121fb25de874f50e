//! What is sent, before any library has processed it.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mpns_proto::{BatchingInterval, Color, Content, Element, Kind, Raw, Value, ValueError};
use mpns_tests::generate;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value as Json, json};

use crate::library::Library;

/// A notification, and how it is passed to a library.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) kind: Kind,
    /// What is set or cleared, `Id` first.
    pub(crate) values: Vec<(Element, Value<'static>)>,
    /// The body, if it is raw.
    pub(crate) payload: Vec<u8>,
    pub(crate) explicit_target: bool,
    pub(crate) interval: BatchingInterval,
    pub(crate) message_id: Option<String>,
    pub(crate) callback: Option<&'static str>,
    pub(crate) style: Style,
    /// The end of the channel's path, and its query.
    pub(crate) path: String,
}

/// How a library is called, if it offers a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// One call with an object.
    Object,
    /// One call with positional texts.
    Positional,
    /// One call creates an object, and a second one sends it.
    Create,
}

impl Case {
    /// What an element is given.
    pub(crate) fn get(&self, element: Element) -> &Value<'static> {
        let found = self.values.iter().find(|(known, _)| *known == element);
        found.map_or(&Value::Keep, |(_, value)| value)
    }

    /// Whether a text has a character that XML 1.0 forbids (section 2.2).
    pub(crate) fn has_forbidden_character(&self) -> bool {
        let is_forbidden =
            |c: char| matches!(u32::from(c), 0..=8 | 11 | 12 | 14..=31 | 0xFFFE | 0xFFFF);
        self.values
            .iter()
            .any(|(_, value)| matches!(value, Value::Text(text) if text.contains(is_forbidden)))
    }

    /// The notification in types.
    pub(crate) fn content(&self) -> Result<Content, ValueError> {
        let mut content = Content::new(self.kind);
        if self.kind == Kind::Raw {
            let payload = self.payload.clone();
            let explicit_target = self.explicit_target;
            content = Raw { payload, explicit_target, ..Raw::default() }.into();
        }
        for (element, value) in &self.values {
            content.set(*element, value.clone())?;
        }
        content.set_interval(self.interval);
        Ok(content)
    }

    /// The job in our format.
    pub(crate) fn our_job(&self, index: usize, channel: &str) -> Json {
        let mut job = self.fields();
        job.insert("key".into(), index.into());
        job.insert("channel".into(), channel.into());
        job.insert("type".into(), camel_case(self.kind.name()).into());
        job.insert("interval".into(), self.interval.seconds().into());
        if self.kind == Kind::Raw {
            job.insert("payloadBase64".into(), STANDARD.encode(&self.payload).into());
            job.insert("explicitTarget".into(), self.explicit_target.into());
        }
        if let Some(message_id) = &self.message_id {
            job.insert("messageId".into(), message_id.clone().into());
        }
        job.into()
    }

    /// The job for a driver.
    pub(crate) fn their_job(&self, index: usize, channel: &str) -> Json {
        let mut job = json!({
            "index": index,
            "channel": channel,
            "type": camel_case(self.kind.name()),
            "interval": self.interval.seconds(),
            "fields": self.fields(),
            "style": format!("{:?}", self.style).to_lowercase(),
        });
        if self.kind == Kind::Raw {
            match str::from_utf8(&self.payload) {
                Ok(text) if self.style != Style::Create => job["text"] = text.into(),
                _ => job["bytes"] = STANDARD.encode(&self.payload).into(),
            }
        }
        if let Some(message_id) = &self.message_id {
            job["messageId"] = message_id.clone().into();
        }
        if let Some(callback) = self.callback {
            job["callback"] = callback.into();
        }
        job
    }

    fn fields(&self) -> Map<String, Json> {
        let json = |value| serde_json::to_value(value).expect("a value of JSON");
        self.values
            .iter()
            .map(|(element, value)| (camel_case(element.name()), json(value)))
            .collect()
    }
}

fn camel_case(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    first.to_ascii_lowercase() + rest
}

/// Notifications that a library can express, with everything that belongs to them.
pub(crate) fn cases(library: Library) -> impl Strategy<Value = Case> {
    select(library.kinds()).prop_flat_map(generate::content_of).prop_flat_map(move |content| {
        let odd = proptest::option::weighted(0.3, any::<[Index; 3]>());
        let style = select(&[Style::Object, Style::Positional, Style::Create]);
        let message_id =
            proptest::option::weighted(0.3, "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        let callback = proptest::option::weighted(0.05, Just("http://callback.example/a?b=c"));
        let channel = (vec(select(PATHS), 1..4), select(QUERIES));
        (Just(content), odd, any::<bool>(), style, message_id, callback, channel).prop_map(
            move |(content, odd, counts_as_text, style, message_id, callback, (path, query))| {
                let mut case = Case {
                    kind: content.kind(),
                    values: values(&content),
                    payload: Vec::new(),
                    explicit_target: false,
                    interval: content.interval(),
                    message_id,
                    callback,
                    style,
                    path: path.concat() + query,
                };
                if let Content::Raw(raw) = content {
                    case.payload = raw.payload;
                    case.explicit_target = raw.explicit_target;
                }
                if let Some(odd) = odd {
                    make_odd(&mut case, odd);
                }
                if counts_as_text {
                    count_as_text(&mut case);
                }
                fit(&mut case, library);
                case
            },
        )
    })
}

/// Leaves out what the library cannot express.
fn fit(case: &mut Case, library: Library) {
    case.values.retain(|(element, value)| library.takes(*element, value));
    if library == Library::Npm {
        case.interval = BatchingInterval::Immediate;
        case.explicit_target = false;
        case.message_id = None;
        case.callback = None;
    }
    // Positional texts cannot clear.
    if case.style == Style::Positional && case.values.iter().any(|(_, v)| *v == Value::Clear) {
        case.style = Style::Object;
    }
}

fn values(content: &Content) -> Vec<(Element, Value<'static>)> {
    let values = content.kind().elements().iter();
    let values = values.map(|element| (*element, into_owned(content.get(*element))));
    values.filter(|(_, value)| *value != Value::Keep).collect()
}

fn into_owned(value: Value<'_>) -> Value<'static> {
    match value {
        Value::Keep => Value::Keep,
        Value::Clear => Value::Clear,
        Value::Silent => Value::Silent,
        Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
        Value::Count(count) => Value::Count(count),
        Value::Color(color) => Value::Color(color),
    }
}

fn count_as_text(case: &mut Case) {
    for (_, value) in &mut case.values {
        if let Value::Count(count) = value {
            *value = Value::Text(count.to_string().into());
        }
    }
}

/// Gives one element an unusual or wrong value, or leaves nearly all elements out.
fn make_odd(case: &mut Case, [part, place, oddity]: [Index; 3]) {
    if case.kind == Kind::Raw {
        let size = oddity.get(&[0, 1024, 1025, 4000]);
        case.payload = "é".bytes().cycle().take(*size).collect();
        return;
    }
    let elements = case.kind.elements().iter().copied().filter(|element| *element != Element::Id);
    let elements = Vec::from_iter(elements);
    let narrow = [Element::Param, Element::Count, Element::BackgroundColor];
    let narrow = Vec::from_iter(narrow.into_iter().filter(|element| elements.contains(element)));
    let (element, values) = match part.index(12) {
        0 => {
            case.values.retain(|(element, _)| *element == Element::Id && oddity.index(2) == 0);
            return;
        }
        1 => {
            let element = *place.get(&[Element::Count, Element::Title]);
            case.values.clear();
            (element, vec![Value::Text("".into())])
        }
        2 => {
            case.values.clear();
            (Element::Count, vec![Value::Count(0)])
        }
        3..8 => {
            let element = *place.get(&narrow);
            (element, oddities(element))
        }
        8..10 => (*place.get(&elements), vec![Value::Clear]),
        _ => {
            let element = *place.get(&elements);
            (element, oddities(element))
        }
    };
    case.values.retain(|(known, _)| *known != element);
    if elements.contains(&element) {
        case.values.push((element, oddity.get(&values).clone()));
    }
}

/// Values that are empty, or easily taken for empty, and others that can be written in two ways.
fn oddities(element: Element) -> Vec<Value<'static>> {
    let text = |text: &str| Value::Text(Cow::Owned(text.to_owned()));
    match element {
        Element::Param => {
            let longest = format!("/{}", "é".repeat(255));
            vec![text("Page.xaml"), text(""), text(&longest), text(&(longest + "é"))]
        }
        Element::Count => {
            let texts = ["7", "07", "0", "", "abc", "100"].map(text);
            texts.into_iter().chain([Value::Count(100), Value::Count(0)]).collect()
        }
        Element::BackgroundColor => {
            let texts = ["red", "#123456", "#7fabcdef"].map(text);
            texts.into_iter().chain([Value::Color(Color::from_argb(0))]).collect()
        }
        _ => {
            let texts = ["", "a\u{0}b", "\u{FFFE}"].map(text);
            let long = text(&"é".repeat(1600));
            texts.into_iter().chain([Value::Clear, long]).collect()
        }
    }
}

/// Parts of channel URIs that were seen, and others that are allowed in a URI.
const PATHS: &[&str] = &[
    "throttledthirdparty/01.00/AAEtOken",
    "u/1/db3/H2QAAAB+/Zm9v/a_b-c=",
    "channel/0123456789abcdef0123456789abcdef",
    "AQE/bQ==",
    "%2fe%3d",
    "%41%7e",
    "~!$&()*,;:@",
    "//",
    "x/../y",
    "./",
    "'",
    "\"",
    "{x}",
    "|^",
    "[1]",
    "\\",
];
const QUERIES: &[&str] = &["", "", "", "?token=%2b&y", "?a'b", "?x=1?2&y=%20\\"];
