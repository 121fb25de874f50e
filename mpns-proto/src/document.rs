//! The XML document of a toast or tile: what it holds, and its checks.

mod write;

use bytes::Bytes;

use crate::escape::Length;
use crate::value::Slot;
use crate::{
    BatchingInterval, BuildError, Element, Kind, Limits, Misfit, Notification, OsVersion, Value,
    ValueError,
};

/// A kind of notification that is an XML document. Implemented by [`document!`].
pub(crate) trait Document {
    const KIND: Kind;
    /// The elements of the kind in the order of the document.
    const ELEMENTS: &'static [Element];

    fn interval(&self) -> BatchingInterval;

    fn get(&self, element: Element) -> Value<'_>;

    /// The field of an element.
    fn slot(&mut self, element: Element) -> Option<&mut dyn Slot>;

    fn set(&mut self, element: Element, value: Value<'_>) -> Result<(), ValueError> {
        self.slot(element)
            .ok_or(Misfit::NotInKind(Self::KIND))
            .and_then(|slot| slot.fill(value))
            .map_err(|misfit| ValueError { element, misfit })
    }
}

/// Implements a kind of notification from the table of its elements and fields, in the order of the
/// document.
macro_rules! document {
    ($kind:ident { $($element:ident => $field:ident $([$index:literal])?,)+ }) => {
        impl $kind {
            /// Checks the notification against the default limits and encodes it.
            ///
            /// # Errors
            ///
            /// See [`build_with`](Self::build_with).
            pub fn build(&self) -> Result<crate::Notification, crate::BuildError> {
                self.build_with(&crate::Limits::default())
            }

            /// Checks the notification and encodes it.
            ///
            /// # Errors
            ///
            /// If the notification would show or change nothing, a value breaks a rule of its field, a text
            /// contains a character that XML 1.0 forbids, the kind or an element is newer than the phone, or
            /// the document is too long.
            pub fn build_with(
                &self,
                limits: &crate::Limits,
            ) -> Result<crate::Notification, crate::BuildError> {
                crate::document::build(self, limits)
            }
        }

        impl crate::document::Document for $kind {
            const KIND: crate::Kind = crate::Kind::$kind;
            const ELEMENTS: &'static [crate::Element] = &[$(crate::Element::$element),+];

            fn interval(&self) -> crate::BatchingInterval {
                self.interval
            }

            fn get(&self, element: crate::Element) -> crate::Value<'_> {
                use crate::value::Slot;
                match element {
                    $(crate::Element::$element => self.$field$([$index])?.value(),)+
                    _ => crate::Value::Keep,
                }
            }

            fn slot(&mut self, element: crate::Element) -> Option<&mut dyn crate::value::Slot> {
                Some(match element {
                    $(crate::Element::$element => &mut self.$field$([$index])?,)+
                    _ => return None,
                })
            }
        }

        impl From<$kind> for crate::Content {
            fn from(content: $kind) -> Self {
                Self::$kind(content)
            }
        }
    };
}
pub(crate) use document;

/// Checks a document and encodes it, in one allocation of the exact size.
pub(crate) fn build<D: Document>(
    document: &D,
    limits: &Limits,
) -> Result<Notification, BuildError> {
    let size = check(document, limits)?;
    let mut body = Vec::with_capacity(size);
    write::write(document, &mut body)?;
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
    if let Value::Count(count) = document.get(Element::Count)
        && count > Limits::MAX_COUNT
    {
        return Err(BuildError::CountTooHigh { count });
    }
    if let Value::Text(param) = document.get(Element::Param) {
        check_param(&param)?;
    }
    if let Some(os) = limits.os {
        check_os(document, os)?;
    }
    let mut size = Length::default();
    write::write(document, &mut size)?;
    let (size, limit) = (size.bytes(), limits.document_bytes);
    if size > limit {
        return Err(BuildError::TooLarge { kind: D::KIND, size, limit });
    }
    Ok(size)
}

/// Whether every element is left out or, in a toast, an empty text. An `Id` says which tile it is, not what
/// becomes of it.
fn is_unchanged<D: Document>(document: &D) -> bool {
    D::ELEMENTS.iter().filter(|element| !element.is_attribute()).all(|element| {
        match document.get(*element) {
            Value::Keep => true,
            Value::Text(text) => D::KIND == Kind::Toast && text.is_empty(),
            _ => false,
        }
    })
}

fn check_param(param: &str) -> Result<(), BuildError> {
    if !param.starts_with(['/', '?']) {
        return Err(BuildError::ParamStart);
    }
    let chars = param.chars().count();
    if chars > Limits::MAX_PARAM_CHARS {
        return Err(BuildError::ParamTooLong { chars });
    }
    Ok(())
}

fn check_os<D: Document>(document: &D, os: OsVersion) -> Result<(), BuildError> {
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

/// The namespace of every element, under the prefix `wp`.
pub(crate) const NAMESPACE: &str = "WPNotification";
