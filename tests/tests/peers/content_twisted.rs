//! What the Python package on Twisted sends differently.

use mpns_proto::{BuildError, Element, Kind, Value};

use crate::case::Case;
use crate::content_difference::{Change, Difference, Refused};
use crate::library::TWISTED;
use crate::sent::{Body, Sent};
use crate::{content_both as both, document};

/// In the order in which they change a request.
pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
        name: "raw notifications have no media type",
        reason: "hh202945 has text/xml for all of them",
        change: Change::Sent(|case, sent| {
            if case.kind == Kind::Raw {
                sent.headers.remove("content-type");
            }
        }),
    },
    both::COUNT_AS_WRITTEN,
    both::LINE_ENDS,
    Difference {
        name: "elements of a tile in another order",
        reason: "in the documented order the image is the first, and the title the last",
        change: Change::Sent(|_, sent| document::sort(sent, &TWISTED.map(Element::name))),
    },
    Difference {
        name: "nothing is escaped",
        reason: "a text that looks like markup is markup, mostly one that is not well-formed",
        change: Change::Sent(write_unescaped),
    },
    both::FORBIDDEN_CHARACTERS,
    both::PARAM_START,
    both::PARAM_LENGTH,
    both::WHITESPACE,
    Difference {
        name: "sent unescaped: whitespace around a value that is not shown",
        reason: "beside a value with markup the document is not well-formed",
        change: Change::Sends(|_, refused| {
            matches!(refused, Refused::Build(BuildError::Whitespace { .. }))
        }),
    },
    both::TOO_LARGE,
    both::WITHOUT_CONTENT,
    both::NO_COUNT,
    both::EMPTY,
];

/// Writes the values as they are into the body, if one of them has markup.
fn write_unescaped(case: &Case, sent: &mut Sent) {
    let elements = TWISTED.into_iter().filter_map(|element| {
        let text = match case.get(element) {
            Value::Text(text) => text.to_string(),
            Value::Count(count) => count.to_string(),
            _ => return None,
        };
        Some((element.name(), text))
    });
    let elements = Vec::from_iter(elements);
    if !elements.iter().any(|(_, text)| text.contains(['&', '<']) || text.contains("]]>")) {
        return;
    }
    let part = if case.kind == Kind::Toast { "Toast" } else { "Tile" };
    let leaves: String =
        elements.iter().map(|(name, text)| format!("<wp:{name}>{text}</wp:{name}>")).collect();
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><wp:Notification xmlns:wp=\"WPNotification\">\
         <wp:{part}>{leaves}</wp:{part}></wp:Notification>"
    );
    sent.body = Body::read(body.as_bytes(), case.kind);
}
