//! Where a document is put: first what measures it, then what keeps its bytes.

use std::fmt::{self, Write};

use crate::elements::Elements;
use crate::special_bytes::SpecialBytes;
use crate::{BuildError, Element, escape};

/// What takes the parts of a document in their order.
pub(crate) trait Sink: Sized {
    fn put(&mut self, text: &str);

    /// Puts the text of an element, escaped.
    fn put_text(&mut self, element: Element, text: &str);

    fn put_display(&mut self, value: &impl fmt::Display) {
        // A sink accepts everything, so writing to it cannot fail.
        let _ = write!(Writer(self), "{value}");
    }
}

/// Counts the bytes of a document, and looks for characters that it cannot contain.
#[derive(Debug, Default)]
pub(crate) struct Measure {
    size: usize,
    /// The elements whose texts have something to escape.
    escaped: Elements,
    forbidden: Option<BuildError>,
}

impl Measure {
    /// The size of the document in bytes.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// Checks that XML 1.0 forbids no character of the document. The error names the first one.
    pub(crate) fn check(&self) -> Result<(), BuildError> {
        self.forbidden.clone().map_or(Ok(()), Err)
    }
}

impl Sink for Measure {
    fn put(&mut self, text: &str) {
        self.size = self.size.saturating_add(text.len());
    }

    fn put_text(&mut self, element: Element, text: &str) {
        let mut longer = 0_usize;
        for (position, byte) in SpecialBytes::of(text.as_bytes()) {
            let entity = |entity: &str| entity.len().saturating_sub(1);
            if let Some(more) = escape::entity(byte, element, entity) {
                longer = longer.saturating_add(more);
            } else if let Some(character) = escape::forbidden(text, position) {
                let forbidden = BuildError::ForbiddenCharacter { element, position, character };
                self.forbidden.get_or_insert(forbidden);
                break;
            }
        }
        if longer > 0 {
            self.escaped.insert(element);
        }
        self.size = self.size.saturating_add(text.len()).saturating_add(longer);
    }
}

/// Keeps the bytes of a document that was measured.
#[derive(Debug)]
pub(crate) struct Body {
    bytes: Vec<u8>,
    escaped: Elements,
}

impl Body {
    /// Allocates exactly what the document needs.
    pub(crate) fn new(measure: &Measure) -> Self {
        Self { bytes: Vec::with_capacity(measure.size), escaped: measure.escaped }
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl Sink for Body {
    fn put(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn put_text(&mut self, element: Element, text: &str) {
        if !self.escaped.contains(element) {
            return self.put(text);
        }
        let text = text.as_bytes();
        let mut start = 0_usize;
        for (position, byte) in SpecialBytes::of(text) {
            self.bytes.extend_from_slice(text.get(start..position).unwrap_or_default());
            let escaped = escape::entity(byte, element, |entity| self.put(entity));
            start = position.saturating_add(usize::from(escaped.is_some()));
        }
        self.bytes.extend_from_slice(text.get(start..).unwrap_or_default());
    }
}

struct Writer<'a, S>(&'a mut S);

impl<S: Sink> Write for Writer<'_, S> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.put(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
