//! How a document is written.

use super::{Document, NAMESPACE};
use crate::escape::{self, Context, Sink};
use crate::{BuildError, Element, Kind, Value};

/// Writes a document. Its content was checked, except for characters that XML 1.0 forbids.
pub(super) fn write<D: Document>(document: &D, out: &mut impl Sink) -> Result<(), BuildError> {
    out.put("<?xml version=\"1.0\" encoding=\"utf-8\"?><wp:Notification xmlns:wp=\"");
    out.put(NAMESPACE);
    out.put("\"");
    if D::KIND.template().is_some() {
        out.put(" Version=\"2.0\"");
    }
    let part = if D::KIND == Kind::Toast { "Toast" } else { "Tile" };
    out.put("><wp:");
    out.put(part);
    for element in D::ELEMENTS.iter().filter(|element| element.is_attribute()) {
        write_attribute(out, *element, &document.get(*element))?;
    }
    if let Some(template) = D::KIND.template() {
        out.put(" Template=\"");
        out.put(template);
        out.put("\"");
    }
    out.put(">");
    for element in D::ELEMENTS.iter().filter(|element| !element.is_attribute()) {
        write_element(out, *element, &document.get(*element))?;
    }
    out.put("</wp:");
    out.put(part);
    out.put("></wp:Notification>");
    Ok(())
}

fn write_attribute(
    out: &mut impl Sink,
    attribute: Element,
    value: &Value<'_>,
) -> Result<(), BuildError> {
    let Value::Text(text) = value else { return Ok(()) };
    out.put(" ");
    out.put(attribute.name());
    out.put("=\"");
    escape::escape(out, text, Context::Attribute)
        .map_err(|forbidden| forbidden.in_element(attribute))?;
    out.put("\"");
    Ok(())
}

fn write_element(
    out: &mut impl Sink,
    element: Element,
    value: &Value<'_>,
) -> Result<(), BuildError> {
    let name = element.name();
    let empty = match value {
        Value::Keep => return Ok(()),
        Value::Clear => Some(" Action=\"Clear\"/>"),
        Value::Silent => Some(" Silent=\"true\"/>"),
        Value::Text(_) | Value::Count(_) | Value::Color(_) => None,
    };
    out.put("<wp:");
    out.put(name);
    if let Some(empty) = empty {
        out.put(empty);
        return Ok(());
    }
    out.put(">");
    match value {
        Value::Text(text) => escape::escape(out, text, Context::Text)
            .map_err(|forbidden| forbidden.in_element(element))?,
        Value::Count(count) => out.put_display(count),
        Value::Color(color) => out.put_display(color),
        Value::Keep | Value::Clear | Value::Silent => {}
    }
    out.put("</wp:");
    out.put(name);
    out.put(">");
    Ok(())
}
