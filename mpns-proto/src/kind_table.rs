/// Implements a kind of notification from the table of its elements and fields, in the order of the
/// document.
macro_rules! kind_table {
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
            /// If the notification would show or change nothing, a value breaks a rule of its field, a value
            /// that is not shown has whitespace around it, a text contains a character that XML 1.0 forbids,
            /// the kind or an element is newer than the phone, or the document is too long.
            pub fn build_with(
                &self,
                limits: &crate::Limits,
            ) -> Result<crate::Notification, crate::BuildError> {
                crate::encode::build(self, limits)
            }

            /// What is odd about the notification although it can be built: a text that is longer than a phone
            /// shows, an image that a phone cannot load, an `Id` that does not begin with `/`.
            ///
            /// What is refused when it is built has no warning.
            pub fn warnings(&self) -> Vec<crate::Warning> {
                crate::advice::of_document(self)
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
    };
}
pub(crate) use kind_table;
