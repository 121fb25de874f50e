//! The XML document of a toast or tile: what it holds, its checks, how it is written.

use bytes::Bytes;

use crate::escape::{self, Sink, Stretch};
use crate::value::Slot;
use crate::{
    BatchingInterval, BuildError, Element, Kind, Limits, Misfit, Notification, OsVersion, Property,
    Value, ValueError,
};

/// A kind of notification that is an XML document.
///
/// `'a` is the lifetime of the texts that it borrows.
pub(crate) trait Document<'a> {
    const KIND: Kind;
    /// The elements of the kind in the order of the document.
    const ELEMENTS: &'static [Element];

    fn interval(&self) -> BatchingInterval;

    fn get(&self, element: Element) -> Value<'_>;

    /// The field of an element.
    fn slot(&mut self, element: Element) -> Option<&mut dyn Slot<'a>>;

    /// Checks the rules of the kind.
    fn check(&self) -> Result<(), BuildError>;

    fn set(&mut self, element: Element, value: Value<'a>) -> Result<(), ValueError> {
        self.slot(element)
            .ok_or(Misfit::NotInKind(Self::KIND))
            .and_then(|slot| slot.fill(value))
            .map_err(|misfit| ValueError { element, misfit })
    }
}

/// Implements the access to the elements of a kind from a table of elements and fields, in the order of the
/// document. An attribute comes first, marked with `@`.
macro_rules! fields {
    (
        $(@$attribute:ident => $attribute_field:ident,)?
        $($element:ident => $field:ident $([$index:literal])?,)+
    ) => {
        const ELEMENTS: &'static [crate::Element] = &[$(crate::Element::$element),+];

        fn get(&self, element: crate::Element) -> crate::Value<'_> {
            use crate::value::Slot;
            match element {
                $(crate::Element::$attribute => self.$attribute_field.value(),)?
                $(crate::Element::$element => self.$field$([$index])?.value(),)+
                _ => crate::Value::Keep,
            }
        }

        fn slot(
            &mut self,
            element: crate::Element,
        ) -> Option<&mut dyn crate::value::Slot<'a>> {
            Some(match element {
                $(crate::Element::$attribute => &mut self.$attribute_field,)?
                $(crate::Element::$element => &mut self.$field$([$index])?,)+
                _ => return None,
            })
        }
    };
}
pub(crate) use fields;

/// Checks a document and encodes it, in one allocation of the exact size.
pub(crate) fn build<'a, D: Document<'a>>(
    document: &D,
    limits: &Limits,
) -> Result<Notification, BuildError> {
    let size = check(document, limits)?;
    let mut body = Vec::with_capacity(size);
    write(document, &mut body)?;
    Ok(Notification::from_document(D::KIND, document.interval(), Bytes::from(body)))
}

/// Checks a document and returns its size in bytes.
pub(crate) fn check<'a, D: Document<'a>>(
    document: &D,
    limits: &Limits,
) -> Result<usize, BuildError> {
    document.check()?;
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

/// Whether every element is left out or, in a toast, an empty text.
pub(crate) fn is_unchanged<'a, D: Document<'a>>(document: &D) -> bool {
    D::ELEMENTS.iter().all(|element| match document.get(*element) {
        Value::Keep => true,
        Value::Text(text) => D::KIND == Kind::Toast && text.is_empty(),
        _ => false,
    })
}

/// The rules that all kinds of tile have in common.
pub(crate) fn check_tile<'a, D: Document<'a>>(
    tile: &D,
    count: Property<u8>,
) -> Result<(), BuildError> {
    if is_unchanged(tile) {
        return Err(BuildError::UnchangedTile { kind: D::KIND });
    }
    match count {
        Property::Set(count) if count > Limits::MAX_COUNT => {
            Err(BuildError::CountTooHigh { count })
        }
        _ => Ok(()),
    }
}

fn check_os<'a, D: Document<'a>>(document: &D, os: OsVersion) -> Result<(), BuildError> {
    let (kind, needs) = (D::KIND, D::KIND.since());
    if os < needs {
        return Err(BuildError::KindNeedsOs { kind, needs, os });
    }
    let newer = [Element::Id]
        .iter()
        .chain(D::ELEMENTS)
        .find(|element| os < element.since() && document.get(**element) != Value::Keep);
    newer
        .map_or(Ok(()), |&element| Err(BuildError::NeedsOs { element, needs: element.since(), os }))
}

fn write<'a, D: Document<'a>>(document: &D, out: &mut impl Sink) -> Result<(), BuildError> {
    out.put("<?xml version=\"1.0\" encoding=\"utf-8\"?><wp:Notification xmlns:wp=\"");
    out.put(NAMESPACE);
    out.put("\"");
    if D::KIND.template().is_some() {
        out.put(" Version=\"2.0\"");
    }
    let part = if D::KIND == Kind::Toast { "Toast" } else { "Tile" };
    out.put("><wp:");
    out.put(part);
    if let Value::Text(id) = document.get(Element::Id) {
        out.put(" Id=\"");
        escape::escape(out, &id, Stretch::Attribute).map_err(|f| f.in_element(Element::Id))?;
        out.put("\"");
    }
    if let Some(template) = D::KIND.template() {
        out.put(" Template=\"");
        out.put(template);
        out.put("\"");
    }
    out.put(">");
    for element in D::ELEMENTS {
        write_element(out, *element, &document.get(*element))?;
    }
    out.put("</wp:");
    out.put(part);
    out.put("></wp:Notification>");
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
        Value::Text(text) => escape::escape(out, text, Stretch::Text)
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

/// The namespace of every element, under the prefix `wp`.
pub(crate) const NAMESPACE: &str = "WPNotification";
