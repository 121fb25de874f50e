use std::fmt;

use crate::OsVersion;

/// Declares the elements from a table: the name in the document, the first version that takes the element in
/// any kind, what it takes.
macro_rules! elements {
    ($($name:ident $since:ident $takes:ident;)+) => {
        /// A named part of a notification: an element of the document, or the `Id` of `wp:Tile`.
        ///
        /// The kinds of notification have typed fields. This is for tools that get the names from a file,
        /// a command line or a form. See [`Content::get`](crate::Content::get) and
        /// [`Content::set`](crate::Content::set).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "the names are the protocol's; the fields explain them")]
        pub enum Element {
            $($name),+
        }

        impl Element {
            /// Every element.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The name in the document, without the prefix: `BackTitle`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name)),+
                }
            }

            /// The tag before its value.
            pub(crate) const fn start_tag(self) -> &'static str {
                match self {
                    $(Self::$name => concat!("<wp:", stringify!($name), ">")),+
                }
            }

            /// The tag after its value.
            pub(crate) const fn end_tag(self) -> &'static str {
                match self {
                    $(Self::$name => concat!("</wp:", stringify!($name), ">")),+
                }
            }

            /// The first version of the operating system that takes the element in any kind.
            pub const fn since(self) -> OsVersion {
                match self {
                    $(Self::$name => OsVersion::$since),+
                }
            }

            /// What the element takes.
            pub const fn takes(self) -> ElementType {
                match self {
                    $(Self::$name => ElementType::$takes),+
                }
            }
        }
    };
}

elements! {
    Id                      V7_1       NavigationUri;
    Text1                   V7_0       Text;
    Text2                   V7_0       Text;
    Param                   V7_1       NavigationUri;
    Sound                   V8_0_10492 Sound;
    SmallBackgroundImage    V7_8       Image;
    WideBackgroundImage     V7_8       Image;
    WideBackBackgroundImage V7_8       Image;
    WideBackContent         V7_8       Text;
    BackgroundImage         V7_0       Image;
    Count                   V7_0       Count;
    Title                   V7_0       Text;
    BackBackgroundImage     V7_1       Image;
    BackTitle               V7_1       Text;
    BackContent             V7_1       Text;
    SmallIconImage          V7_8       Image;
    IconImage               V7_8       Image;
    WideContent1            V7_8       Text;
    WideContent2            V7_8       Text;
    WideContent3            V7_8       Text;
    BackgroundColor         V7_8       Color;
    CycleImage1             V8_0       Image;
    CycleImage2             V8_0       Image;
    CycleImage3             V8_0       Image;
    CycleImage4             V8_0       Image;
    CycleImage5             V8_0       Image;
    CycleImage6             V8_0       Image;
    CycleImage7             V8_0       Image;
    CycleImage8             V8_0       Image;
    CycleImage9             V8_0       Image;
}

impl Element {
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

    /// Whether it is an attribute of `wp:Tile`, and not an element of the document.
    pub(crate) const fn is_attribute(self) -> bool {
        matches!(self, Self::Id)
    }

    /// The element with this name in the document, without the prefix. The case matters.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|element| element.name() == name)
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What an [`Element`] takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ElementType {
    /// A text that is shown.
    Text,
    /// A page of the app and its query: see [`NavigationUri`](crate::NavigationUri).
    NavigationUri,
    /// A path in the app's package or, on other than a cycle tile, an `http` URI.
    Image,
    /// A path in the app's package, or silence: see [`Sound`](crate::Sound).
    Sound,
    /// A whole number from 0 to [`Limits::MAX_COUNT`](crate::Limits::MAX_COUNT).
    Count,
    /// A [`Color`](crate::Color).
    Color,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_called_one() {
        for element in Element::ALL {
            let name = element.name();
            assert_eq!(Element::from_name(name), Some(*element));
            assert_eq!(element.takes() == ElementType::Image, name.contains("Image"), "{name}");
        }
        assert_eq!(Element::from_name("text1"), None);
    }
}
