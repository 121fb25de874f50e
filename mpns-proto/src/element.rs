use std::fmt;

use crate::OsVersion;

/// Declares the elements from a table: the names in the document, in a job and as an option of a command;
/// the first version that takes the element in any kind; what it takes.
macro_rules! elements {
    ($($name:ident $camel_case:literal $kebab_case:literal $since:ident $takes:ident;)+) => {
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
            pub const ALL: [Self; [$(Self::$name),+].len()] = [$(Self::$name),+];

            /// The name in the document, without the prefix: `BackTitle`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name)),+
                }
            }

            /// The name in a job, in lower camel case: `backTitle`.
            pub const fn camel_case(self) -> &'static str {
                match self {
                    $(Self::$name => $camel_case),+
                }
            }

            /// The name as an option of a command, in kebab case: `back-title`.
            pub const fn kebab_case(self) -> &'static str {
                match self {
                    $(Self::$name => $kebab_case),+
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
    Id                      "id"                      "id"                           V7_1       NavigationUri;
    Text1                   "text1"                   "text1"                        V7_0       Text;
    Text2                   "text2"                   "text2"                        V7_0       Text;
    Param                   "param"                   "param"                        V7_1       NavigationUri;
    Sound                   "sound"                   "sound"                        V8_0_10492 Sound;
    SmallBackgroundImage    "smallBackgroundImage"    "small-background-image"       V7_8       Image;
    WideBackgroundImage     "wideBackgroundImage"     "wide-background-image"        V7_8       Image;
    WideBackBackgroundImage "wideBackBackgroundImage" "wide-back-background-image"   V7_8       Image;
    WideBackContent         "wideBackContent"         "wide-back-content"            V7_8       Text;
    BackgroundImage         "backgroundImage"         "background-image"             V7_0       Image;
    Count                   "count"                   "count"                        V7_0       Count;
    Title                   "title"                   "title"                        V7_0       Text;
    BackBackgroundImage     "backBackgroundImage"     "back-background-image"        V7_1       Image;
    BackTitle               "backTitle"               "back-title"                   V7_1       Text;
    BackContent             "backContent"             "back-content"                 V7_1       Text;
    SmallIconImage          "smallIconImage"          "small-icon-image"             V7_8       Image;
    IconImage               "iconImage"               "icon-image"                   V7_8       Image;
    WideContent1            "wideContent1"            "wide-content1"                V7_8       Text;
    WideContent2            "wideContent2"            "wide-content2"                V7_8       Text;
    WideContent3            "wideContent3"            "wide-content3"                V7_8       Text;
    BackgroundColor         "backgroundColor"         "background-color"             V7_8       Color;
    CycleImage1             "cycleImage1"             "cycle-image1"                 V8_0       Image;
    CycleImage2             "cycleImage2"             "cycle-image2"                 V8_0       Image;
    CycleImage3             "cycleImage3"             "cycle-image3"                 V8_0       Image;
    CycleImage4             "cycleImage4"             "cycle-image4"                 V8_0       Image;
    CycleImage5             "cycleImage5"             "cycle-image5"                 V8_0       Image;
    CycleImage6             "cycleImage6"             "cycle-image6"                 V8_0       Image;
    CycleImage7             "cycleImage7"             "cycle-image7"                 V8_0       Image;
    CycleImage8             "cycleImage8"             "cycle-image8"                 V8_0       Image;
    CycleImage9             "cycleImage9"             "cycle-image9"                 V8_0       Image;
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
        Self::ALL.into_iter().find(|element| element.name() == name)
    }

    /// The element with this name in a job: `backTitle`.
    pub fn from_camel_case(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|element| element.camel_case() == name)
    }

    /// The element with this name as an option of a command, without leading dashes: `back-title`.
    pub fn from_kebab_case(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|element| element.kebab_case() == name)
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
    /// A path in the app's package or, on a tile, an `http` URI.
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
    use crate::Kind;

    #[test]
    fn no_element_is_older_than_all_kinds_that_have_it() {
        for element in Element::ALL {
            let kinds = Kind::ALL.into_iter().filter(|kind| kind.elements().contains(&element));
            let oldest = kinds.map(Kind::since).min().expect("a kind that has it");
            assert!(element.since() >= oldest, "{element}");
        }
    }

    #[test]
    fn the_other_spellings_follow_from_the_name() {
        for element in Element::ALL {
            let name = element.name();
            let (mut camel_case, mut kebab_case) = (String::new(), String::new());
            for (i, c) in name.char_indices() {
                camel_case.push(if i == 0 { c.to_ascii_lowercase() } else { c });
                kebab_case.extend((i > 0 && c.is_ascii_uppercase()).then_some('-'));
                kebab_case.push(c.to_ascii_lowercase());
            }
            assert_eq!((element.camel_case(), element.kebab_case()), (&*camel_case, &*kebab_case));
            assert_eq!(Element::from_name(name), Some(element));
            assert_eq!(Element::from_camel_case(&camel_case), Some(element));
            assert_eq!(Element::from_kebab_case(&kebab_case), Some(element));
            assert_eq!(element.takes() == ElementType::Image, name.contains("Image"), "{name}");
        }
        assert_eq!(Element::WideBackBackgroundImage.kebab_case(), "wide-back-background-image");
        assert_eq!(Element::CycleImage9.camel_case(), "cycleImage9");
        assert_eq!(Element::from_name("text1"), None);
    }
}
