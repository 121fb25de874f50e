use crate::document::NAMESPACE;
use crate::{Element, Kind, ValueError, text};

/// Why an XML document is not a notification.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StructureError {
    /// The root is not `wp:Notification`.
    #[error("the root is not wp:Notification with xmlns:wp=\"{NAMESPACE}\"")]
    Root,
    /// The root does not contain exactly one `wp:Toast` or `wp:Tile`.
    #[error("wp:Notification does not contain exactly one wp:Toast or wp:Tile")]
    Part,
    /// The template of a tile does not exist.
    #[error("the template is not {}", text::any_of(Kind::ALL.iter().filter_map(|kind| kind.template())))]
    Template,
    /// The kind does not have the element, or the element has no prefix.
    #[error("{0:?} is not an element of {article} {1}", article = .1.article())]
    UnknownElement(String, Kind),
    /// An element appears twice.
    #[error("{0} appears twice")]
    ElementTwice(Element),
    /// An element does not have the attribute, or the attribute cannot have the value.
    #[error("{element:?} does not take the attribute {attribute:?} with this value")]
    Attribute {
        /// The name of the element.
        element: String,
        /// The name of the attribute.
        attribute: String,
    },
    /// There is text between elements, or there are elements inside a text.
    #[error("{0:?} mixes text and elements")]
    Mixed(String),
    /// An element cannot take a value.
    #[error("a value does not fit its element")]
    Value(#[from] ValueError),
}
