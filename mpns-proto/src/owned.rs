//! Turns content that borrows its texts into content that owns them.

use std::borrow::Cow;

use crate::{BatchingInterval, Color, Property, Sound};

/// A part of a notification's content that may borrow.
pub(crate) trait Owned {
    type Owned;

    fn owned(self) -> Self::Owned;
}

impl<T: ?Sized + ToOwned + 'static> Owned for Cow<'_, T> {
    type Owned = Cow<'static, T>;

    fn owned(self) -> Cow<'static, T> {
        Cow::Owned(self.into_owned())
    }
}

impl<T: Owned> Owned for Option<T> {
    type Owned = Option<T::Owned>;

    fn owned(self) -> Self::Owned {
        self.map(Owned::owned)
    }
}

impl<T: Owned> Owned for Property<T> {
    type Owned = Property<T::Owned>;

    fn owned(self) -> Self::Owned {
        match self {
            Self::Keep => Property::Keep,
            Self::Clear => Property::Clear,
            Self::Set(value) => Property::Set(value.owned()),
        }
    }
}

impl<T: Owned, const N: usize> Owned for [T; N] {
    type Owned = [T::Owned; N];

    fn owned(self) -> Self::Owned {
        self.map(Owned::owned)
    }
}

impl Owned for Sound<'_> {
    type Owned = Sound<'static>;

    fn owned(self) -> Self::Owned {
        match self {
            Self::File(path) => Sound::File(path.owned()),
            Self::Silent => Sound::Silent,
        }
    }
}

macro_rules! already_owned {
    ($($type:ty),+) => {$(
        impl Owned for $type {
            type Owned = Self;

            fn owned(self) -> Self {
                self
            }
        }
    )+};
}

already_owned!(BatchingInterval, Color, bool, u8);

/// Implements `into_owned` for a kind of notification from the list of its fields.
macro_rules! into_owned {
    ($kind:ident { $($field:ident),+ $(,)? }) => {
        impl $kind<'_> {
            /// The same content with owned texts, so that it borrows nothing.
            pub fn into_owned(self) -> $kind<'static> {
                use crate::owned::Owned;
                $kind { $($field: self.$field.owned()),+ }
            }
        }
    };
}
pub(crate) use into_owned;
