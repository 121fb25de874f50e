//! From content to its XML document: the checks, and the one way to the bytes.

use bytes::Bytes;

use crate::document::Document;
use crate::escape;
use crate::markup::{put_document, put_value};
use crate::sink::{Body, Measure};
use crate::{BuildError, Element, ElementType, Kind, Limits, Notification, OsVersion, Value};

/// Checks a document and encodes it, in one allocation of the exact size.
pub(crate) fn build<D: Document>(
    document: &D,
    limits: &Limits,
) -> Result<Notification, BuildError> {
    let mut body = Body::new(&measure(document, limits)?);
    put_document(document, &mut body, put_value);
    Ok(Notification::from_document(D::KIND, document.interval(), Bytes::from(body.into_bytes())))
}

/// Checks a document and returns its size in bytes.
pub(crate) fn check<D: Document>(document: &D, limits: &Limits) -> Result<usize, BuildError> {
    Ok(measure(document, limits)?.size())
}

/// Checks a document in one walk. An error about the whole comes first, then one about a value, its characters last.
fn measure<D: Document>(document: &D, limits: &Limits) -> Result<Measure, BuildError> {
    let mut measure = Measure::default();
    let (mut is_unchanged, mut values) = (true, Ok(()));
    put_document(document, &mut measure, |measure, element, value| {
        is_unchanged &= changes_nothing(D::KIND, element, value);
        if values.is_ok() {
            values = check_value(element, value, limits);
        }
        put_value(measure, element, value);
    });
    if is_unchanged {
        return Err(match D::KIND {
            Kind::Toast => BuildError::EmptyToast,
            kind => BuildError::UnchangedTile { kind },
        });
    }
    values?;
    if let Some(os) = limits.os {
        check_os(document, os)?;
    }
    measure.check()?;
    let (size, limit) = (measure.size(), limits.document_bytes);
    if size > limit {
        return Err(BuildError::TooLarge { kind: D::KIND, size, limit });
    }
    Ok(measure)
}

/// Whether every element is left out or, in a toast, an empty text.
#[cfg(feature = "service")]
pub(crate) fn is_unchanged<D: Document>(document: &D) -> bool {
    let mut elements = D::ELEMENTS.iter();
    elements.all(|element| changes_nothing(D::KIND, *element, &document.get(*element)))
}

/// Whether an element is left out or, in a toast, an empty text. An `Id` only says which tile is meant.
fn changes_nothing(kind: Kind, element: Element, value: &Value<'_>) -> bool {
    match value {
        Value::Keep => true,
        Value::Text(text) => element.is_attribute() || kind == Kind::Toast && text.is_empty(),
        _ => false,
    }
}

fn check_value(element: Element, value: &Value<'_>, limits: &Limits) -> Result<(), BuildError> {
    match (element.takes(), value) {
        (ElementType::Count, Value::Count(count)) if *count > Limits::MAX_COUNT => {
            return Err(BuildError::CountTooHigh { count: *count });
        }
        (
            ElementType::NavigationUri | ElementType::Image | ElementType::Sound,
            Value::Text(text),
        ) if has_whitespace_around(text) => return Err(BuildError::Whitespace { element }),
        _ => {}
    }
    match (element, value) {
        (Element::Id, Value::Text(id)) if id.is_empty() => Err(BuildError::EmptyId),
        (Element::Param, Value::Text(param)) => check_param(param, limits.param_chars),
        _ => Ok(()),
    }
}

fn has_whitespace_around(text: &str) -> bool {
    // Whitespace is ASCII.
    let text = text.as_bytes();
    let is_whitespace = |byte: &u8| escape::is_whitespace(char::from(*byte));
    text.first().is_some_and(is_whitespace) || text.last().is_some_and(is_whitespace)
}

fn check_param(param: &str, limit: usize) -> Result<(), BuildError> {
    if !param.starts_with(['/', '?']) {
        return Err(BuildError::ParamStart);
    }
    // There are no more characters than bytes.
    if param.len() > limit {
        let chars = param.chars().count();
        if chars > limit {
            return Err(BuildError::ParamTooLong { chars, limit });
        }
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
