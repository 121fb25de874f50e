use std::borrow::Cow;
use std::fmt;

use crate::{Color, ColorError, Element, Kind, Limits, Property};

/// The value of an [`Element`] of a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// The element is left out, and the phone keeps the property.
    Keep,
    /// The property is cleared.
    Clear,
    /// A text. It is parsed if the element takes a number or a colour.
    Text(Cow<'a, str>),
    /// A count.
    Count(u8),
    /// A colour.
    Color(Color),
    /// A toast makes no sound.
    Silent,
}

/// The field of an element.
pub(crate) trait Slot {
    fn value(&self) -> Value<'_>;

    /// Stores a value if the field can take it.
    fn fill(&mut self, value: Value<'_>) -> Result<(), Misfit>;
}

impl<T: Datum> Slot for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Keep, Datum::value)
    }

    fn fill(&mut self, value: Value<'_>) -> Result<(), Misfit> {
        *self = match value {
            Value::Keep => None,
            Value::Clear => return Err(Misfit::NotClearable),
            value => Some(T::read(value)?),
        };
        Ok(())
    }
}

impl<T: Datum> Slot for Property<T> {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Keep => Value::Keep,
            Self::Clear => Value::Clear,
            Self::Set(datum) => datum.value(),
        }
    }

    fn fill(&mut self, value: Value<'_>) -> Result<(), Misfit> {
        *self = match value {
            Value::Keep => Self::Keep,
            Value::Clear => Self::Clear,
            value => Self::Set(T::read(value)?),
        };
        Ok(())
    }
}

/// What an element can be set to.
pub(crate) trait Datum: Sized {
    fn value(&self) -> Value<'_>;

    fn read(value: Value<'_>) -> Result<Self, Misfit>;
}

impl Datum for String {
    fn value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }

    fn read(value: Value<'_>) -> Result<Self, Misfit> {
        match value {
            Value::Text(text) => Ok(text.into_owned()),
            _ => Err(Misfit::NotText),
        }
    }
}

impl Datum for u8 {
    fn value(&self) -> Value<'_> {
        Value::Count(*self)
    }

    fn read(value: Value<'_>) -> Result<Self, Misfit> {
        match value {
            Value::Count(count) if count <= Limits::MAX_COUNT => Ok(count),
            Value::Text(text) => read_count(&text).ok_or(Misfit::NotCount),
            _ => Err(Misfit::NotCount),
        }
    }
}

impl Datum for Color {
    fn value(&self) -> Value<'_> {
        Value::Color(*self)
    }

    fn read(value: Value<'_>) -> Result<Self, Misfit> {
        match value {
            Value::Color(color) => Ok(color),
            Value::Text(text) => text.parse().map_err(|ColorError| Misfit::NotColor),
            _ => Err(Misfit::NotColor),
        }
    }
}

/// An [`Element`] cannot take a [`Value`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{element} {misfit}")]
#[non_exhaustive]
pub struct ValueError {
    /// The element.
    pub element: Element,
    /// Why it cannot take the value.
    pub misfit: Misfit,
}

/// Why an element cannot take a value.
///
/// `Display` is the rest of a sentence that begins with the element, as in [`ValueError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Misfit {
    /// The kind of notification has no such element.
    NotInKind(Kind),
    /// The element cannot be cleared.
    NotClearable,
    /// The element takes a text.
    NotText,
    /// The element takes a whole number up to [`Limits::MAX_COUNT`].
    NotCount,
    /// The element takes a colour.
    NotColor,
    /// The element takes a path in the app's package, or silence.
    NotSound,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInKind(kind) => write!(f, "is not part of {} {kind}", kind.article()),
            Self::NotClearable => f.write_str("cannot be cleared"),
            Self::NotText => f.write_str("takes a text"),
            Self::NotCount => write!(f, "takes a whole number from 0 to {}", Limits::MAX_COUNT),
            Self::NotColor => write!(f, "takes a colour: {ColorError}"),
            Self::NotSound => f.write_str("takes a path in the app's package, or silence"),
        }
    }
}

fn read_count(text: &str) -> Option<u8> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|count| digits && *count <= Limits::MAX_COUNT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_plain_digits_up_to_99() {
        for (text, count) in [
            ("0", Some(0)),
            ("07", Some(7)),
            ("99", Some(99)),
            ("100", None),
            ("+5", None),
            ("-1", None),
            (" 5", None),
            ("", None),
            ("٣", None),
        ] {
            assert_eq!(read_count(text), count, "{text}");
        }
    }
}
