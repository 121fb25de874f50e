//! The warnings about content that can be built.

use std::borrow::Cow;

use crate::document::Document;
use crate::{Element, ElementType, Raw, Value, Warning, image, raw_document};

/// What is odd about a toast or tile, in the order of its elements.
pub(crate) fn of_document<D: Document>(document: &D) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for &element in D::ELEMENTS {
        let value = document.get(element);
        let Value::Text(text) = &value else { continue };
        warnings.extend(match element {
            Element::Id => (!text.starts_with('/')).then_some(Warning::IdStart),
            Element::Title => too_long(element, text, SHOWN_TITLE),
            Element::BackContent => too_long(element, text, SHOWN_BACK_CONTENT),
            Element::Text1 => of_toast(text, &text_of(document, Element::Text2)),
            Element::Text2 if text_of(document, Element::Text1).is_empty() => {
                too_long(element, text, SHOWN_TEXT2)
            }
            _ if element.takes() == ElementType::Image => {
                image::problem(text, D::KIND).map(|problem| Warning::Image { element, problem })
            }
            _ => None,
        });
    }
    warnings
}

/// What is odd about a raw notification.
pub(crate) fn of_raw(raw: &Raw) -> Vec<Warning> {
    let kind = raw_document::kind(&raw.payload).filter(|_| !raw.explicit_target);
    kind.map(|kind| Warning::RawDocument { kind }).into_iter().collect()
}

fn of_toast(text1: &str, text2: &str) -> Option<Warning> {
    if text1.is_empty() || text2.is_empty() {
        return too_long(Element::Text1, text1, SHOWN_TEXT1);
    }
    let (chars, shown) = (chars(text1).saturating_add(chars(text2)), SHOWN_TOAST);
    (chars > shown).then_some(Warning::LongToast { chars, shown })
}

fn too_long(element: Element, text: &str, shown: usize) -> Option<Warning> {
    let chars = chars(text);
    (chars > shown).then_some(Warning::LongText { element, chars, shown })
}

fn chars(text: &str) -> usize {
    text.chars().count()
}

/// The text of an element; empty if it has none.
fn text_of<D: Document>(document: &D, element: Element) -> Cow<'_, str> {
    match document.get(element) {
        Value::Text(text) => text,
        _ => Cow::Borrowed(""),
    }
}

// About how many characters a phone shows. Source: MSDN.
/// Of the title of a toast without content.
const SHOWN_TEXT1: usize = 40;
/// Of the content of a toast without a title.
const SHOWN_TEXT2: usize = 47;
/// Of title and content of a toast together.
const SHOWN_TOAST: usize = 41;
/// Of the title of a tile.
const SHOWN_TITLE: usize = 15;
/// Of the text on the back of a tile.
const SHOWN_BACK_CONTENT: usize = 40;
