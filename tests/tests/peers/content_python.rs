//! What the Python package sends differently.

use mpns_proto::{BuildError, Element, Kind, Misfit, Value};

use crate::content_difference::{Change, Difference, Refused};
use crate::sent::Sent;
use crate::{content_both as both, document, target};

/// In the order in which they change a request.
pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
        name: "a count that is a number is refused",
        reason: "the package hands it to ElementTree, which writes texts alone",
        change: Change::Throws(|case| matches!(case.get(Element::Count), Value::Count(1..))),
    },
    Difference {
        name: "a count of 0 that is a number is sent empty",
        reason: "0 hides the badge; ElementTree treats it as absent",
        change: Change::Sent(|case, sent| {
            for leaf in sent.leaves().iter_mut().filter(|leaf| leaf.name == "wp:Count") {
                if *case.get(Element::Count) == Value::Count(0) && leaf.text == "0" {
                    leaf.text.clear();
                }
            }
        }),
    },
    both::ACCEPT,
    Difference {
        name: "Accept-Encoding and User-Agent",
        reason: "requests adds both; nothing in the protocol reads them",
        change: Change::Sent(|_, sent| {
            sent.headers.insert("accept-encoding".to_owned(), "gzip, deflate".to_owned());
            sent.headers.insert("user-agent".to_owned(), "python-requests".to_owned());
        }),
    },
    both::NO_VERSION,
    both::COUNT_AS_WRITTEN,
    both::LINE_ENDS,
    Difference {
        name: "the background image is emptied, not cleared",
        reason: "an empty element without Action is not documented as a clear",
        change: Change::Sent(|_, sent| {
            for leaf in sent.leaves().iter_mut().filter(|leaf| leaf.name == "wp:BackgroundImage") {
                leaf.attributes.retain(|name, value| name != "Action" || value != "Clear");
            }
        }),
    },
    Difference {
        name: "Id and Template are written as an attribute named attribute",
        reason: "a bug: the name is in quotes; of the two, the template remains",
        change: Change::Sent(|_, sent| {
            let Some(part) = sent.part() else { return };
            let id = part.attributes.remove("Id");
            if let Some(value) = part.attributes.remove("Template").or(id) {
                part.attributes.insert("attribute".to_owned(), value);
            }
        }),
    },
    Difference {
        name: "Sound stands before Param",
        reason: "in the documented order it is the last",
        change: Change::Sent(|case, sent| {
            if case.kind == Kind::Toast {
                document::sort(sent, &["Text1", "Text2", "Sound", "Param"]);
            }
        }),
    },
    Difference {
        name: "raw notifications name their target",
        reason: "the header is documented as absent; we send it if the user asks for it",
        change: Change::Sent(|case, sent| {
            if case.kind == Kind::Raw {
                sent.headers.insert("x-windowsphone-target".to_owned(), "raw".to_owned());
            }
        }),
    },
    Difference {
        name: "a callback URI goes with a notification",
        reason: "a callback is registered separately, at <channel URI>/callback",
        change: Change::Sent(|case, sent| {
            if let Some(callback) = case.callback {
                sent.headers.insert("x-callbackuri".to_owned(), callback.to_owned());
            }
        }),
    },
    Difference {
        name: "escapes of the channel URI are taken out",
        reason: "a channel URI is opaque; requests writes characters that need no escape without one",
        change: Change::Sent(|_, sent| {
            sent.target = target::map_escapes(&sent.target, |digits| {
                let byte = u8::from_str_radix(digits, 16).expect("two digits");
                let is_unreserved = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
                if is_unreserved { char::from(byte).into() } else { format!("%{digits}") }
            });
        }),
    },
    Difference {
        name: "characters of the channel URI are escaped",
        reason: "a channel URI is opaque; requests escapes in it",
        change: Change::Sent(|_, sent| escape(sent)),
    },
    Difference {
        name: "escapes of the channel URI are put in capitals",
        reason: "a channel URI is opaque; urllib3 rewrites it",
        change: Change::Sent(|_, sent| {
            sent.target =
                target::map_escapes(&sent.target, |digits| format!("%{}", digits.to_uppercase()));
        }),
    },
    Difference {
        name: "segments of dots are taken out of the channel URI",
        reason: "a channel URI is opaque; urllib3 rewrites it",
        change: Change::Sent(|_, sent| {
            sent.target = target::map_path(&sent.target, target::remove_dots);
        }),
    },
    both::FORBIDDEN_CHARACTERS,
    both::PARAM_START,
    both::PARAM_LENGTH,
    both::WHITESPACE,
    both::TOO_LARGE,
    both::WITHOUT_CONTENT,
    both::NO_COUNT,
    both::EMPTY,
    Difference {
        name: "sent: an empty Id",
        reason: "a notification for the primary tile has none",
        change: Change::Sends(|_, refused| *refused == Refused::Build(BuildError::EmptyId)),
    },
    Difference {
        name: "sent as an empty text: what cannot be cleared",
        reason: "nothing of a toast can be cleared, nor the background image of a plain tile",
        change: Change::SendsOther(|_, refused| refused.is_misfit(Misfit::NotClearable)),
    },
];

/// The characters that neither requests nor urllib3 escapes.
fn escape(sent: &mut Sent) {
    let keeps = |c: char, others: &str| c.is_ascii_alphanumeric() || others.contains(c);
    let path = |path: &str| target::escape(path, |c| keeps(c, "!$%&'()*+,/:;=@_.-~"));
    let target = target::map_path(&sent.target, path);
    sent.target = target::escape(&target, |c| keeps(c, "!#$%&'()*+,/:;=?@[]_.-~"));
}
