use std::borrow::Cow;
use std::fmt;

use crate::{Color, ColorError, Limits, OsVersion, Property};

/// A part of a notification that the protocol has a name for: an element of the document, or the
/// `Id` of `wp:Tile`.
///
/// The kinds of notification have typed fields; this is the same by name, for tools that read names
/// from a file, a command line or a form. See [`Content::get`](crate::Content::get) and
/// [`Content::set`](crate::Content::set).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are the protocol's, explained where the fields are")]
pub enum Element {
    Id,
    Text1,
    Text2,
    Param,
    Sound,
    SmallBackgroundImage,
    WideBackgroundImage,
    WideBackBackgroundImage,
    WideBackContent,
    BackgroundImage,
    Count,
    Title,
    BackBackgroundImage,
    BackTitle,
    BackContent,
    SmallIconImage,
    IconImage,
    WideContent1,
    WideContent2,
    WideContent3,
    BackgroundColor,
    CycleImage1,
    CycleImage2,
    CycleImage3,
    CycleImage4,
    CycleImage5,
    CycleImage6,
    CycleImage7,
    CycleImage8,
    CycleImage9,
}

impl Element {
    /// Every element.
    pub const ALL: [Self; 30] = [
        Self::Id,
        Self::Text1,
        Self::Text2,
        Self::Param,
        Self::Sound,
        Self::SmallBackgroundImage,
        Self::WideBackgroundImage,
        Self::WideBackBackgroundImage,
        Self::WideBackContent,
        Self::BackgroundImage,
        Self::Count,
        Self::Title,
        Self::BackBackgroundImage,
        Self::BackTitle,
        Self::BackContent,
        Self::SmallIconImage,
        Self::IconImage,
        Self::WideContent1,
        Self::WideContent2,
        Self::WideContent3,
        Self::BackgroundColor,
        Self::CycleImage1,
        Self::CycleImage2,
        Self::CycleImage3,
        Self::CycleImage4,
        Self::CycleImage5,
        Self::CycleImage6,
        Self::CycleImage7,
        Self::CycleImage8,
        Self::CycleImage9,
    ];

    /// The images of a cycle tile, in their order.
    pub const CYCLE_IMAGES: [Self; 9] = [
        Self::CycleImage1,
        Self::CycleImage2,
        Self::CycleImage3,
        Self::CycleImage4,
        Self::CycleImage5,
        Self::CycleImage6,
        Self::CycleImage7,
        Self::CycleImage8,
        Self::CycleImage9,
    ];

    /// The name in the document, without the prefix: `BackTitle`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Id => "Id",
            Self::Text1 => "Text1",
            Self::Text2 => "Text2",
            Self::Param => "Param",
            Self::Sound => "Sound",
            Self::SmallBackgroundImage => "SmallBackgroundImage",
            Self::WideBackgroundImage => "WideBackgroundImage",
            Self::WideBackBackgroundImage => "WideBackBackgroundImage",
            Self::WideBackContent => "WideBackContent",
            Self::BackgroundImage => "BackgroundImage",
            Self::Count => "Count",
            Self::Title => "Title",
            Self::BackBackgroundImage => "BackBackgroundImage",
            Self::BackTitle => "BackTitle",
            Self::BackContent => "BackContent",
            Self::SmallIconImage => "SmallIconImage",
            Self::IconImage => "IconImage",
            Self::WideContent1 => "WideContent1",
            Self::WideContent2 => "WideContent2",
            Self::WideContent3 => "WideContent3",
            Self::BackgroundColor => "BackgroundColor",
            Self::CycleImage1 => "CycleImage1",
            Self::CycleImage2 => "CycleImage2",
            Self::CycleImage3 => "CycleImage3",
            Self::CycleImage4 => "CycleImage4",
            Self::CycleImage5 => "CycleImage5",
            Self::CycleImage6 => "CycleImage6",
            Self::CycleImage7 => "CycleImage7",
            Self::CycleImage8 => "CycleImage8",
            Self::CycleImage9 => "CycleImage9",
        }
    }

    /// The element of a name in the document, without the prefix and in the very case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|element| element.name() == name)
    }

    /// The element of a name in a job: `backTitle`.
    pub fn from_camel_case(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|element| element.camel_case() == name)
    }

    /// The element of an option of a command, without the dashes in front: `back-title`.
    pub fn from_kebab_case(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|element| element.kebab_case() == name)
    }

    /// The name in a job, in lower camel case: `backTitle`.
    pub fn camel_case(self) -> String {
        let mut name = self.name().to_owned();
        if let Some(first) = name.get_mut(..1) {
            first.make_ascii_lowercase();
        }
        name
    }

    /// The name as an option of a command, in kebab case: `back-title`.
    pub fn kebab_case(self) -> String {
        let mut name = String::new();
        for c in self.name().chars() {
            if c.is_ascii_uppercase() && !name.is_empty() {
                name.push('-');
            }
            name.push(c.to_ascii_lowercase());
        }
        name
    }

    /// The first version of the operating system that takes the element, in whichever kind it stands.
    pub const fn since(self) -> OsVersion {
        match self {
            Self::Id
            | Self::Param
            | Self::BackBackgroundImage
            | Self::BackTitle
            | Self::BackContent => OsVersion::V7_1,
            Self::Sound => OsVersion::V8_0_10492,
            _ => OsVersion::V7_0,
        }
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

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
    fn names_in_three_spellings() {
        for (element, name, camel, kebab) in [
            (Element::Text1, "Text1", "text1", "text1"),
            (Element::Id, "Id", "id", "id"),
            (
                Element::WideBackBackgroundImage,
                "WideBackBackgroundImage",
                "wideBackBackgroundImage",
                "wide-back-background-image",
            ),
            (Element::CycleImage9, "CycleImage9", "cycleImage9", "cycle-image9"),
        ] {
            assert_eq!(element.to_string(), name);
            assert_eq!(element.camel_case(), camel);
            assert_eq!(element.kebab_case(), kebab);
            assert_eq!(Element::from_name(name), Some(element));
            assert_eq!(Element::from_camel_case(camel), Some(element));
            assert_eq!(Element::from_kebab_case(kebab), Some(element));
        }
        assert_eq!(Element::from_name("text1"), None);
    }

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
