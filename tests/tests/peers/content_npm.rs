//! What the npm package sends differently.

use mpns_proto::{BuildError, Element, Kind, Misfit, Value};

use crate::case::{Case, Style};
use crate::content_difference::{Change, Difference, Refused};
use crate::{content_both as both, document, target};

/// In the order in which they change a request.
pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
        name: "a toast without a title is refused",
        reason: "every element of a toast is optional",
        change: Change::Throws(|case| {
            let is_text =
                |value: &Value<'_>| matches!(value, Value::Text(text) if !text.is_empty());
            case.kind == Kind::Toast && !is_text(case.get(Element::Text1))
        }),
    },
    Difference {
        name: "a tile that only takes the badge or a text away is refused",
        reason: "a count of 0 and an empty text are values; the package treats them as absent",
        change: Change::Throws(|case| {
            is_tile(case) && case.values.iter().all(|(_, value)| is_falsy(value))
        }),
    },
    Difference {
        name: "an empty raw notification is refused",
        reason: "the body is user-supplied",
        change: Change::Throws(|case| case.kind == Kind::Raw && case.payload.is_empty()),
    },
    both::ACCEPT,
    both::NO_VERSION,
    Difference {
        name: "count 0 is dropped",
        reason: "0 hides the badge; without it the old number stays",
        change: Change::Sent(|case, sent| {
            if *case.get(Element::Count) == Value::Count(0) {
                document::retain(sent, |leaf| leaf.name != "wp:Count" || leaf.text != "0");
            }
        }),
    },
    Difference {
        name: "an empty text is dropped",
        reason: "an empty element is not an absent one: with that the old text stays",
        change: Change::Sent(|_, sent| {
            document::retain(sent, |leaf| !leaf.text.is_empty() || !leaf.attributes.is_empty());
        }),
    },
    both::COUNT_AS_WRITTEN,
    Difference {
        name: "a colour in digits is sent as it is",
        reason: "#AARRGGBB is written in one way",
        change: Change::Sent(document::color_as_written),
    },
    both::LINE_ENDS,
    Difference {
        name: "tabs and line feeds are lost in Id",
        reason: "an XML reader turns unescaped whitespace in an attribute into spaces",
        change: Change::Sent(|_, sent| {
            document::map_id(sent, |id| {
                document::normalize_line_ends(id).replace(['\n', '\t'], " ")
            });
        }),
    },
    Difference {
        name: "elements in another order",
        reason: "the package has one order for all tiles, which is not that of the documented templates",
        change: Change::Sent(|_, sent| document::sort(sent, ORDER)),
    },
    Difference {
        name: "characters of the channel URI are escaped",
        reason: "a channel URI is opaque; url.parse of Node escapes in it",
        change: Change::Sent(|_, sent| {
            let path = target::map_path(&sent.target, |path| path.replace('\\', "/"));
            sent.target = target::escape(&path, |c| !"{}|\\^`'<>\" ".contains(c));
        }),
    },
    both::FORBIDDEN_CHARACTERS,
    both::PARAM_START,
    both::PARAM_LENGTH,
    both::WHITESPACE,
    both::TOO_LARGE,
    both::WITHOUT_CONTENT,
    both::NO_COUNT,
    Difference {
        name: "sent: a value that is not a colour",
        reason: "#AARRGGBB",
        change: Change::Sends(|_, refused| refused.is_misfit(Misfit::NotColor)),
    },
    Difference {
        name: "sent: Clear on the background image of a plain tile",
        reason: "it is the one property of a tile that cannot be cleared",
        change: Change::Sends(|_, refused| refused.is_misfit(Misfit::NotClearable)),
    },
    Difference {
        name: "sent without it: an empty Param or Count",
        reason: "the package drops what is empty before it sends the rest",
        change: Change::SendsOther(|case, _| {
            [Element::Param, Element::Count].iter().any(|e| *case.get(*e) == Value::Text("".into()))
        }),
    },
    Difference {
        name: "sent without it: an empty Id",
        reason: "the package drops it; a notification for the primary tile has none",
        change: Change::SendsOther(|_, refused| *refused == Refused::Build(BuildError::EmptyId)),
    },
    Difference {
        name: "sent without it: a toast's null",
        reason: "nothing of a toast can be cleared; the package drops null",
        change: Change::SendsOther(|case, refused| {
            case.kind == Kind::Toast && refused.is_misfit(Misfit::NotClearable)
        }),
    },
];

fn is_tile(case: &Case) -> bool {
    !matches!(case.kind, Kind::Toast | Kind::Raw) && case.style != Style::Positional
}

/// What is falsy in JavaScript.
fn is_falsy(value: &Value<'_>) -> bool {
    *value == Value::Count(0) || matches!(value, Value::Text(text) if text.is_empty())
}

/// The order of every tile and toast.
const ORDER: &[&str] = &[
    "Text1",
    "Text2",
    "Param",
    "BackgroundImage",
    "Count",
    "Title",
    "BackBackgroundImage",
    "BackTitle",
    "BackContent",
    "SmallBackgroundImage",
    "WideBackgroundImage",
    "WideBackContent",
    "WideBackBackgroundImage",
    "BackgroundColor",
    "IconImage",
    "SmallIconImage",
    "WideContent1",
    "WideContent2",
    "WideContent3",
];
