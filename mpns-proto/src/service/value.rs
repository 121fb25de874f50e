//! What the text of an element or attribute means.

use super::characters::is_whitespace;
use crate::{Element, ElementType};

/// The value of an element; `None` if it is absent.
///
/// A text that is shown is the value as it is. Whitespace around anything else, which formatted documents have,
/// is not part of it. Empty, a `Param`, `Id`, count or colour is absent: older senders always write them.
pub(super) fn read(element: Element, text: &str) -> Option<&str> {
    let is_optional = match element.takes() {
        ElementType::Text => return Some(text),
        ElementType::NavigationUri | ElementType::Count | ElementType::Color => true,
        ElementType::Image | ElementType::Sound => false,
    };
    Some(text.trim_matches(is_whitespace)).filter(|value| !(is_optional && value.is_empty()))
}
