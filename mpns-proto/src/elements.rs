use crate::Element;

/// A set of elements.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Elements(u32);

impl Elements {
    pub(crate) const fn insert(&mut self, element: Element) {
        self.0 |= bit(element);
    }

    pub(crate) const fn contains(self, element: Element) -> bool {
        self.0 & bit(element) != 0
    }
}

const fn bit(element: Element) -> u32 {
    1_u32.wrapping_shl(element as u32)
}

const _: () = assert!(Element::ALL.len() <= u32::BITS as usize);
