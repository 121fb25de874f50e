//! Random notifications for a library.

use std::borrow::Cow;

use mpns_proto::{BatchingInterval, Content, Element, Value};
use mpns_tests::generate;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::case::{Case, Style};
use crate::library::Library;
use crate::oddity::{count_as_text, make_odd};

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
        case.message_id = None;
    }
    if library != Library::Python {
        case.explicit_target = false;
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
