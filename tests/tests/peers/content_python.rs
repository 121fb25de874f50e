//! What the Python package sends otherwise.

use mpns_proto::{BuildError, Element, Kind, Misfit, Value};

use crate::content::{Change, Difference, Refused};
use crate::sent::Sent;
use crate::{document, target};

/// In the order in which they change a request.
pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
        name: "a count that is a number is refused",
        reason: "the package hands it to ElementTree, which writes texts alone",
        change: Change::Throws(|case| matches!(case.get(Element::Count), Value::Count(1..))),
    },
    Difference {
        name: "a count of 0 that is a number is sent empty",
        reason: "0 hides the badge; ElementTree takes it for no text",
        change: Change::Sent(|case, sent| {
            for leaf in sent.leaves().iter_mut().filter(|leaf| leaf.name == "wp:Count") {
                if *case.get(Element::Count) == Value::Count(0) {
                    leaf.text.clear();
                }
            }
        }),
    },
    Difference {
        name: "no Version on a template tile",
        reason: "Version=\"2.0\" is documented for flip, iconic and cycle tiles; a service does not need it",
        change: Change::Sent(|_, sent| document::remove_version(sent)),
    },
    Difference {
        name: "a count in digits is sent as it is",
        reason: "07 is the number 7",
        change: Change::Sent(document::count_as_written),
    },
    Difference {
        name: "carriage returns are lost",
        reason: "a reader of XML turns a carriage return that is not escaped into a line feed",
        change: Change::Sent(|_, sent| document::map_texts(sent, document::normalize_line_ends)),
    },
    Difference {
        name: "the background image is emptied, not cleared",
        reason: "an empty element without Action is not documented as a clear",
        change: Change::Sent(|_, sent| {
            for leaf in sent.leaves().iter_mut().filter(|leaf| leaf.name == "wp:BackgroundImage") {
                leaf.attributes.remove("Action");
            }
        }),
    },
    Difference {
        name: "Id and Template are written as an attribute named attribute",
        reason: "a bug: the name stands in quotes; of the two the template is left",
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
        reason: "the header is documented as absent; we send it where the caller asks",
        change: Change::Sent(|case, sent| {
            if case.kind == Kind::Raw {
                sent.headers.insert("x-windowsphone-target".to_owned(), "raw".to_owned());
            }
        }),
    },
    Difference {
        name: "a callback URI goes with a notification",
        reason: "a callback is registered apart, at <channel URI>/callback",
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
    Difference {
        name: "sent: characters that XML forbids",
        reason: "the document is not well-formed, which closes the channel",
        change: Change::Sends(|_, refused| {
            matches!(refused, Refused::Build(BuildError::ForbiddenCharacter { .. }))
        }),
    },
    Difference {
        name: "sent: a Param that does not begin with / or ?",
        reason: "it is no navigation URI",
        change: Change::Sends(|_, refused| *refused == Refused::Build(BuildError::ParamStart)),
    },
    Difference {
        name: "sent: a Param that is too long",
        reason: "256 characters",
        change: Change::Sends(|_, refused| {
            matches!(refused, Refused::Build(BuildError::ParamTooLong { .. }))
        }),
    },
    Difference {
        name: "sent: a document or raw body that is too large",
        reason: "3,072 and 1,024 bytes",
        change: Change::Sends(|_, refused| {
            matches!(refused, Refused::Build(BuildError::TooLarge { .. }))
        }),
    },
    Difference {
        name: "sent: a toast or tile without content",
        reason: "it shows or changes nothing",
        change: Change::Sends(|_, refused| {
            matches!(
                refused,
                Refused::Build(BuildError::UnchangedTile { .. } | BuildError::EmptyToast)
            )
        }),
    },
    Difference {
        name: "sent: a count that is none",
        reason: "0 to 99",
        change: Change::Sends(|_, refused| is_misfit(refused, Misfit::NotCount)),
    },
    Difference {
        name: "sent empty: an empty Param",
        reason: "it is no navigation URI; a service takes it for none",
        change: Change::SendsOther(|case, refused| {
            *refused == Refused::Build(BuildError::ParamStart)
                && *case.get(Element::Param) == Value::Text("".into())
        }),
    },
    Difference {
        name: "sent as an empty text: what cannot be cleared",
        reason: "nothing of a toast can be cleared, nor the background image of a plain tile",
        change: Change::SendsOther(|_, refused| is_misfit(refused, Misfit::NotClearable)),
    },
];

fn is_misfit(refused: &Refused, misfit: Misfit) -> bool {
    matches!(refused, Refused::Value(error) if error.misfit == misfit)
}

/// What requests and urllib3 together let stand.
fn escape(sent: &mut Sent) {
    let keeps = |c: char, others: &str| c.is_ascii_alphanumeric() || others.contains(c);
    let path = |path: &str| target::escape(path, |c| keeps(c, "!$%&'()*+,/:;=@_.-~"));
    let target = target::map_path(&sent.target, path);
    sent.target = target::escape(&target, |c| keeps(c, "!#$%&'()*+,/:;=?@[]_.-~"));
}
