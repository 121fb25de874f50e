use std::fmt;

use crate::OsVersion;

/// Declares the elements from the one list of their names.
macro_rules! elements {
    ($($name:ident)+) => {
        /// A part of a notification that the protocol has a name for: an element of the document, or
        /// the `Id` of `wp:Tile`.
        ///
        /// The kinds of notification have typed fields; this is the same by name, for tools that read
        /// names from a file, a command line or a form. See [`Content::get`](crate::Content::get) and
        /// [`Content::set`](crate::Content::set).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "the names are the protocol's, explained where the fields are")]
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
        }
    };
}

elements! {
    Id
    Text1
    Text2
    Param
    Sound
    SmallBackgroundImage
    WideBackgroundImage
    WideBackBackgroundImage
    WideBackContent
    BackgroundImage
    Count
    Title
    BackBackgroundImage
    BackTitle
    BackContent
    SmallIconImage
    IconImage
    WideContent1
    WideContent2
    WideContent3
    BackgroundColor
    CycleImage1
    CycleImage2
    CycleImage3
    CycleImage4
    CycleImage5
    CycleImage6
    CycleImage7
    CycleImage8
    CycleImage9
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
            Self::SmallBackgroundImage
            | Self::WideBackgroundImage
            | Self::WideBackBackgroundImage
            | Self::WideBackContent
            | Self::SmallIconImage
            | Self::IconImage
            | Self::WideContent1
            | Self::WideContent2
            | Self::WideContent3
            | Self::BackgroundColor => OsVersion::V7_8,
            Self::CycleImage1
            | Self::CycleImage2
            | Self::CycleImage3
            | Self::CycleImage4
            | Self::CycleImage5
            | Self::CycleImage6
            | Self::CycleImage7
            | Self::CycleImage8
            | Self::CycleImage9 => OsVersion::V8_0,
            Self::Text1 | Self::Text2 | Self::BackgroundImage | Self::Count | Self::Title => {
                OsVersion::V7_0
            }
        }
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Content, Kind};

    #[test]
    fn no_element_is_older_than_all_kinds_that_have_it() {
        for element in Element::ALL.into_iter().filter(|element| *element != Element::Id) {
            let kinds =
                Kind::ALL.into_iter().filter(|kind| Content::elements(*kind).contains(&element));
            let oldest = kinds.map(Kind::since).min().expect("a kind that has it");
            assert!(element.since() >= oldest, "{element}");
        }
    }

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
}
