//! What several libraries send differently.

use mpns_proto::{BuildError, Element, Misfit, Value};

use crate::content_difference::{Change, Difference, Refused};
use crate::document;

pub(crate) const ACCEPT: Difference = Difference {
    name: "Accept: application/*",
    reason: "nobody reads the body of a response",
    change: Change::Sent(|_, sent| {
        sent.headers.insert("accept".to_owned(), "application/*".to_owned());
    }),
};

pub(crate) const NO_VERSION: Difference = Difference {
    name: "no Version on a template tile",
    reason: "Version=\"2.0\" is documented for flip, iconic and cycle tiles; a service does not need it",
    change: Change::Sent(|_, sent| document::remove_version(sent)),
};

pub(crate) const COUNT_AS_WRITTEN: Difference = Difference {
    name: "a count in digits is sent as it is",
    reason: "07 is the number 7",
    change: Change::Sent(document::count_as_written),
};

pub(crate) const LINE_ENDS: Difference = Difference {
    name: "carriage returns are lost",
    reason: "an XML reader turns an unescaped carriage return into a line feed",
    change: Change::Sent(|_, sent| document::map_texts(sent, document::normalize_line_ends)),
};

pub(crate) const FORBIDDEN_CHARACTERS: Difference = Difference {
    name: "sent: characters that XML forbids",
    reason: "the document is not well-formed, which closes the channel",
    // We may have found another reason first.
    change: Change::Sends(|case, _| case.has_forbidden_character()),
};

pub(crate) const PARAM_START: Difference = Difference {
    name: "sent: a Param that does not begin with / or ?",
    reason: "it is not a navigation URI",
    change: Change::Sends(|_, refused| *refused == Refused::Build(BuildError::ParamStart)),
};

pub(crate) const WHITESPACE: Difference = Difference {
    name: "sent: whitespace around a value that is not shown",
    reason: "a reader removes it, so it is not part of the value",
    change: Change::SendsOther(|_, refused| {
        matches!(refused, Refused::Build(BuildError::Whitespace { .. }))
    }),
};

pub(crate) const PARAM_LENGTH: Difference = Difference {
    name: "sent: a Param that is too long",
    reason: "256 characters",
    change: Change::Sends(|_, refused| {
        matches!(refused, Refused::Build(BuildError::ParamTooLong { .. }))
    }),
};

pub(crate) const TOO_LARGE: Difference = Difference {
    name: "sent: a document or raw body that is too large",
    reason: "3,072 and 1,024 bytes",
    change: Change::Sends(|_, refused| {
        matches!(refused, Refused::Build(BuildError::TooLarge { .. }))
    }),
};

pub(crate) const WITHOUT_CONTENT: Difference = Difference {
    name: "sent: a toast or tile without content",
    reason: "it shows or changes nothing",
    change: Change::Sends(|_, refused| {
        matches!(refused, Refused::Build(BuildError::UnchangedTile { .. } | BuildError::EmptyToast))
    }),
};

pub(crate) const NO_COUNT: Difference = Difference {
    name: "sent: a value that is not a count",
    reason: "0 to 99",
    change: Change::Sends(|_, refused| refused.is_misfit(Misfit::NotCount)),
};

pub(crate) const EMPTY: Difference = Difference {
    name: "sent empty: an empty Param or Count",
    reason: "it is neither a navigation URI nor a count; a service treats it as absent",
    change: Change::SendsOther(|case, refused| {
        let is_empty = |element| *case.get(element) == Value::Text("".into());
        *refused == Refused::Build(BuildError::ParamStart) && is_empty(Element::Param)
            || refused.is_misfit(Misfit::NotCount) && is_empty(Element::Count)
    }),
};
