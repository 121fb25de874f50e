//! The markup of a document.

use crate::document::{Document, NAMESPACE};
use crate::sink::Sink;
use crate::{Element, Kind, Value};

/// Puts a document into a sink. `put` is called for each element that is not left out.
pub(crate) fn put_document<D: Document, S: Sink>(
    document: &D,
    out: &mut S,
    mut put: impl FnMut(&mut S, Element, &Value<'_>),
) {
    let (part, end) = if D::KIND == Kind::Toast {
        ("><wp:Toast", "</wp:Toast></wp:Notification>")
    } else {
        ("><wp:Tile", "</wp:Tile></wp:Notification>")
    };
    out.put("<?xml version=\"1.0\" encoding=\"utf-8\"?><wp:Notification xmlns:wp=\"");
    out.put(NAMESPACE);
    out.put("\"");
    if D::KIND.template().is_some() {
        out.put(" Version=\"2.0\"");
    }
    out.put(part);
    // Attributes come first.
    let mut is_tag_open = true;
    for element in D::ELEMENTS {
        if is_tag_open && !element.is_attribute() {
            put_tag_end::<D>(out);
            is_tag_open = false;
        }
        let value = document.get(*element);
        if value != Value::Keep {
            put(out, *element, &value);
        }
    }
    out.put(end);
}

/// Puts what is behind the attributes of a toast or tile.
fn put_tag_end<D: Document>(out: &mut impl Sink) {
    if let Some(template) = D::KIND.template() {
        out.put(" Template=\"");
        out.put(template);
        out.put("\"");
    }
    out.put(">");
}

/// Puts an element or an attribute into a sink.
pub(crate) fn put_value<S: Sink>(out: &mut S, element: Element, value: &Value<'_>) {
    let (start, end) = match value {
        Value::Keep => return,
        Value::Clear => return put_empty(out, element, " Action=\"Clear\"/>"),
        Value::Silent => return put_empty(out, element, " Silent=\"true\"/>"),
        _ if element.is_attribute() => (" Id=\"", "\""),
        _ => (element.start_tag(), element.end_tag()),
    };
    out.put(start);
    match value {
        Value::Text(text) => out.put_text(element, text),
        Value::Count(count) => out.put(itoa::Buffer::new().format(*count)),
        Value::Color(color) => out.put_display(color),
        Value::Keep | Value::Clear | Value::Silent => {}
    }
    out.put(end);
}

fn put_empty(out: &mut impl Sink, element: Element, rest: &str) {
    out.put("<wp:");
    out.put(element.name());
    out.put(rest);
}
