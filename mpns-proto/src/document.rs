//! What the kinds with an XML document have in common.

use crate::value::Slot;
use crate::{BatchingInterval, Element, Kind, Misfit, Value, ValueError};

/// A kind of notification that is an XML document. Implemented by `kind_table!`.
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

/// The namespace of every element, under the prefix `wp`.
pub(crate) const NAMESPACE: &str = "WPNotification";
