//! From content to its XML document: the checks and the writer.

use bytes::Bytes;

use crate::document::{Document, NAMESPACE};
use crate::escape::{self, Context, Sink};
use crate::{BuildError, Element, ElementType, Kind, Limits, Notification, OsVersion, Value};

/// Checks a document and encodes it, in one allocation of the exact size.
pub(crate) fn build<D: Document>(
    document: &D,
    limits: &Limits,
) -> Result<Notification, BuildError> {
    let size = check(document, limits)?;
    let mut body = Vec::with_capacity(size);
    write(document, &mut body)?;
    Ok(Notification::from_document(D::KIND, document.interval(), Bytes::from(body)))
}

/// Checks a document and returns its size in bytes.
pub(crate) fn check<D: Document>(document: &D, limits: &Limits) -> Result<usize, BuildError> {
    if is_unchanged(document) {
        return Err(match D::KIND {
            Kind::Toast => BuildError::EmptyToast,
            kind => BuildError::UnchangedTile { kind },
        });
    }
    for element in D::ELEMENTS {
        check_value(*element, &document.get(*element), limits)?;
    }
    if let Some(os) = limits.os {
        check_os(document, os)?;
    }
    let mut size = escape::Length::default();
    write(document, &mut size)?;
    let (size, limit) = (size.bytes(), limits.document_bytes);
    if size > limit {
        return Err(BuildError::TooLarge { kind: D::KIND, size, limit });
    }
    Ok(size)
}

/// Whether every element is left out or, in a toast, an empty text. An `Id` only says which tile is meant.
pub(crate) fn is_unchanged<D: Document>(document: &D) -> bool {
    D::ELEMENTS.iter().filter(|element| !element.is_attribute()).all(|element| {
        match document.get(*element) {
            Value::Keep => true,
            Value::Text(text) => D::KIND == Kind::Toast && text.is_empty(),
            _ => false,
        }
    })
}

fn check_value(element: Element, value: &Value<'_>, limits: &Limits) -> Result<(), BuildError> {
    match (element.takes(), value) {
        (ElementType::Count, Value::Count(count)) if *count > Limits::MAX_COUNT => {
            return Err(BuildError::CountTooHigh { count: *count });
        }
        (
            ElementType::NavigationUri | ElementType::Image | ElementType::Sound,
            Value::Text(text),
        ) if text.starts_with(escape::is_whitespace) || text.ends_with(escape::is_whitespace) => {
            return Err(BuildError::Whitespace { element });
        }
        _ => {}
    }
    match (element, value) {
        (Element::Id, Value::Text(id)) if id.is_empty() => Err(BuildError::EmptyId),
        (Element::Param, Value::Text(param)) => check_param(param, limits.param_chars),
        _ => Ok(()),
    }
}

fn check_param(param: &str, limit: usize) -> Result<(), BuildError> {
    if !param.starts_with(['/', '?']) {
        return Err(BuildError::ParamStart);
    }
    let chars = param.chars().count();
    if chars > limit {
        return Err(BuildError::ParamTooLong { chars, limit });
    }
    Ok(())
}

pub(crate) fn check_os<D: Document>(document: &D, os: OsVersion) -> Result<(), BuildError> {
    let (kind, needs) = (D::KIND, D::KIND.since());
    if os < needs {
        return Err(BuildError::KindNeedsOs { kind, needs, os });
    }
    let newer = D::ELEMENTS
        .iter()
        .find(|element| os < element.since() && document.get(**element) != Value::Keep);
    newer
        .map_or(Ok(()), |&element| Err(BuildError::NeedsOs { element, needs: element.since(), os }))
}

/// Writes a document. Its content was checked, except for characters that XML 1.0 forbids.
fn write<D: Document>(document: &D, out: &mut impl Sink) -> Result<(), BuildError> {
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
