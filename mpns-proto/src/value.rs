use std::borrow::Cow;

use crate::{Color, ColorError, Element, Limits, Property};

/// What an [`Element`] of a notification holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing: the element is left out, and a property stays on the phone as it is.
    Keep,
    /// The property is cleared.
    Clear,
    /// A text. Where a number or a colour is wanted, it is read from the text.
    Text(Cow<'a, str>),
    /// A count, or another number of the protocol.
    Count(u8),
    /// A colour.
    Color(Color),
    /// A toast without a sound.
    Silent,
}

impl<'a> From<&'a Property<Cow<'a, str>>> for Value<'a> {
    fn from(property: &'a Property<Cow<'a, str>>) -> Self {
        match property {
            Property::Keep => Self::Keep,
            Property::Clear => Self::Clear,
            Property::Set(text) => Self::Text(Cow::Borrowed(text)),
        }
    }
}

impl<'a> From<&'a Option<Cow<'a, str>>> for Value<'a> {
    fn from(text: &'a Option<Cow<'a, str>>) -> Self {
        text.as_deref().map_or(Self::Keep, |text| Self::Text(Cow::Borrowed(text)))
    }
}

impl From<Property<u8>> for Value<'_> {
    fn from(count: Property<u8>) -> Self {
        match count {
            Property::Keep => Self::Keep,
            Property::Clear => Self::Clear,
            Property::Set(count) => Self::Count(count),
        }
    }
}

impl From<Property<Color>> for Value<'_> {
    fn from(color: Property<Color>) -> Self {
        match color {
            Property::Keep => Self::Keep,
            Property::Clear => Self::Clear,
            Property::Set(color) => Self::Color(color),
        }
    }
}

/// Stores the value where it belongs, if it is of the sort that belongs there.
pub(crate) trait Slot<'a> {
    fn fill(&mut self, value: Value<'a>) -> Result<(), Misfit>;
}

impl<'a> Slot<'a> for Option<Cow<'a, str>> {
    fn fill(&mut self, value: Value<'a>) -> Result<(), Misfit> {
        *self = match value {
            Value::Keep => None,
            Value::Clear => return Err(Misfit::NotClearable),
            Value::Text(text) => Some(text),
            _ => return Err(Misfit::NotText),
        };
        Ok(())
    }
}

impl<'a> Slot<'a> for Property<Cow<'a, str>> {
    fn fill(&mut self, value: Value<'a>) -> Result<(), Misfit> {
        *self = match value {
            Value::Keep => Self::Keep,
            Value::Clear => Self::Clear,
            Value::Text(text) => Self::Set(text),
            _ => return Err(Misfit::NotText),
        };
        Ok(())
    }
}

impl<'a> Slot<'a> for Property<u8> {
    fn fill(&mut self, value: Value<'a>) -> Result<(), Misfit> {
        *self = match value {
            Value::Keep => Self::Keep,
            Value::Clear => Self::Clear,
            Value::Count(count) if count <= Limits::COUNT => Self::Set(count),
            Value::Text(text) => Self::Set(read_count(&text).ok_or(Misfit::NotCount)?),
            _ => return Err(Misfit::NotCount),
        };
        Ok(())
    }
}

impl<'a> Slot<'a> for Property<Color> {
    fn fill(&mut self, value: Value<'a>) -> Result<(), Misfit> {
        *self = match value {
            Value::Keep => Self::Keep,
            Value::Clear => Self::Clear,
            Value::Color(color) => Self::Set(color),
            Value::Text(text) => Self::Set(text.parse().map_err(|ColorError| Misfit::NotColor)?),
            _ => return Err(Misfit::NotColor),
        };
        Ok(())
    }
}

/// An [`Element`] cannot take a [`Value`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{element} {misfit}")]
pub struct ValueError {
    /// The element.
    pub element: Element,
    /// Why it cannot take the value.
    pub misfit: Misfit,
}

/// Why an element cannot take a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Misfit {
    /// The kind of notification has no such element.
    #[error("is no part of a {0}")]
    NotInKind(crate::Kind),
    /// The element cannot be cleared.
    #[error("cannot be cleared")]
    NotClearable,
    /// The element takes a text.
    #[error("takes a text")]
    NotText,
    /// The element takes a whole number up to [`Limits::COUNT`].
    #[error("takes a whole number from 0 to {max}", max = Limits::COUNT)]
    NotCount,
    /// The element takes a colour.
    #[error("takes a colour: {ColorError}")]
    NotColor,
    /// The element takes a path in the app's package, or silence.
    #[error("takes a path in the app's package, or silence")]
    NotSound,
}

fn read_count(text: &str) -> Option<u8> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|count| digits && *count <= Limits::COUNT)
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
