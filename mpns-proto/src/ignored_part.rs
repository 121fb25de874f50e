use crate::{Element, Kind, ValueError, text};

/// A part of a document that means nothing to a phone, so that a reader leaves it out of the content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IgnoredPart {
    /// An element that no kind of notification has, or not at this place.
    #[error("{parent} has no element {name:?}")]
    UnknownElement {
        /// Its name with the prefix.
        name: String,
        /// The name of the element around it.
        parent: String,
    },
    /// An element without the prefix `wp`.
    #[error("the element {element} does not have the prefix wp")]
    NoPrefix {
        /// The element.
        element: Element,
    },
    /// An element of another kind of notification.
    #[error("{element} is not an element of {} {kind}", kind.article())]
    ElementOfAnotherKind {
        /// The element.
        element: Element,
        /// The kind that was read.
        kind: Kind,
    },
    /// An element of a template in a tile that names no template.
    #[error("{element} is an element of {}, but Template is absent", templates(*element))]
    NoTemplate {
        /// The element.
        element: Element,
    },
    /// The template of a tile does not exist. The tile is read as one without a template.
    #[error("the template {template:?} is not {}", text::any_of(Kind::ALL.iter().filter_map(|kind| kind.template())))]
    UnknownTemplate {
        /// The value of `Template`.
        template: String,
    },
    /// An element does not have the attribute, or the attribute cannot have the value.
    #[error("{element:?} does not take the attribute {attribute:?} with the value {value:?}")]
    Attribute {
        /// The name of the element.
        element: String,
        /// The name of the attribute.
        attribute: String,
        /// Its value.
        value: String,
    },
    /// An element appears again. The last one counts.
    #[error("{element} appears more than once, and only the last one counts")]
    Repeated {
        /// The element.
        element: Element,
    },
    /// There is text between elements.
    #[error("there is text between the elements of {element:?}")]
    StrayText {
        /// The name of the element that has both.
        element: String,
    },
    /// An element cannot take its value: a colour or count that is not one, `Clear` where it is not allowed.
    #[error(transparent)]
    Value(#[from] ValueError),
}

impl IgnoredPart {
    /// The element that is ignored, if it is known.
    pub(crate) const fn element(&self) -> Option<Element> {
        match self {
            Self::NoPrefix { element }
            | Self::ElementOfAnotherKind { element, .. }
            | Self::NoTemplate { element }
            | Self::Repeated { element }
            | Self::Value(ValueError { element, .. }) => Some(*element),
            Self::UnknownElement { .. }
            | Self::UnknownTemplate { .. }
            | Self::Attribute { .. }
            | Self::StrayText { .. } => None,
        }
    }
}

/// The templates that have an element.
fn templates(element: Element) -> String {
    let have = Kind::ALL.iter().filter(|kind| kind.elements().contains(&element));
    text::any_of(have.filter_map(|kind| kind.template()))
}
