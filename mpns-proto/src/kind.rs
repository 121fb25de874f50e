use std::fmt;
use std::str::FromStr;

use crate::document::Document;
use crate::{CycleTile, Element, FlipTile, IconicTile, OsVersion, Tile, Toast, text};

/// The kind of a notification: one of the three of Windows Phone 7, or a later tile template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A banner at the top of the screen: [`Toast`](crate::Toast).
    Toast,
    /// A tile without a template: [`Tile`](crate::Tile).
    Tile,
    /// A tile that flips to its back: [`FlipTile`](crate::FlipTile).
    FlipTile,
    /// A tile with an icon and a count: [`IconicTile`](crate::IconicTile).
    IconicTile,
    /// A tile that cycles through images: [`CycleTile`](crate::CycleTile).
    CycleTile,
    /// Data for the app: [`Raw`](crate::Raw).
    Raw,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Toast, Self::Tile, Self::FlipTile, Self::IconicTile, Self::CycleTile, Self::Raw];

    /// The kind with this name in a job: `flipTile`.
    pub fn from_camel_case(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.camel_case() == name)
    }

    /// The kind with this name as an argument of a command: `flip-tile`.
    pub fn from_kebab_case(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.kebab_case() == name)
    }

    /// The name in a job: `toast`, `tile`, `flipTile`, `iconicTile`, `cycleTile` or `raw`.
    pub const fn camel_case(self) -> &'static str {
        match self {
            Self::Toast => "toast",
            Self::Tile => "tile",
            Self::FlipTile => "flipTile",
            Self::IconicTile => "iconicTile",
            Self::CycleTile => "cycleTile",
            Self::Raw => "raw",
        }
    }

    /// The name as an argument of a command: `toast`, `tile`, `flip-tile`, `iconic-tile`, `cycle-tile` or `raw`.
    pub const fn kebab_case(self) -> &'static str {
        match self {
            Self::Toast => "toast",
            Self::Tile => "tile",
            Self::FlipTile => "flip-tile",
            Self::IconicTile => "iconic-tile",
            Self::CycleTile => "cycle-tile",
            Self::Raw => "raw",
        }
    }

    /// The article that stands before the kind in a sentence.
    pub(crate) const fn article(self) -> &'static str {
        if matches!(self, Self::IconicTile) { "an" } else { "a" }
    }

    /// The elements of the kind in the order of the document: first the `Id` of a tile. Raw has none.
    pub const fn elements(self) -> &'static [Element] {
        match self {
            Self::Toast => Toast::ELEMENTS,
            Self::Tile => Tile::ELEMENTS,
            Self::FlipTile => FlipTile::ELEMENTS,
            Self::IconicTile => IconicTile::ELEMENTS,
            Self::CycleTile => CycleTile::ELEMENTS,
            Self::Raw => &[],
        }
    }

    /// The target of the kind. All kinds of tile have the same target.
    pub const fn target(self) -> Target {
        match self {
            Self::Toast => Target::Toast,
            Self::Tile | Self::FlipTile | Self::IconicTile | Self::CycleTile => Target::Tile,
            Self::Raw => Target::Raw,
        }
    }

    /// The first version of the operating system that takes the kind.
    pub const fn since(self) -> OsVersion {
        match self {
            Self::Toast | Self::Tile | Self::Raw => OsVersion::V7_0,
            Self::FlipTile | Self::IconicTile => OsVersion::V7_8,
            Self::CycleTile => OsVersion::V8_0,
        }
    }

    /// The `Template` of `wp:Tile`, if the kind has one.
    pub const fn template(self) -> Option<&'static str> {
        match self {
            Self::FlipTile => Some("FlipTile"),
            Self::IconicTile => Some("IconicTile"),
            Self::CycleTile => Some("CycleTile"),
            Self::Toast | Self::Tile | Self::Raw => None,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Toast => "toast",
            Self::Tile => "tile",
            Self::FlipTile => "flip tile",
            Self::IconicTile => "iconic tile",
            Self::CycleTile => "cycle tile",
            Self::Raw => "raw notification",
        })
    }
}

impl FromStr for Kind {
    type Err = KindError;

    /// Reads the name in a job: `flipTile`.
    fn from_str(name: &str) -> Result<Self, KindError> {
        Self::from_camel_case(name).ok_or(KindError)
    }
}

/// A text is not the [camel-case name](Kind::camel_case) of any kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a kind of notification is {}", text::any_of(Kind::ALL.map(Kind::camel_case)))]
#[non_exhaustive]
pub struct KindError;

/// What a notification is for: the header `X-WindowsPhone-Target`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// `toast`: the banner.
    Toast,
    /// `token`: the tiles.
    Tile,
    /// `raw`: the running app. The header is left out unless
    /// [`Raw::explicit_target`](crate::Raw::explicit_target) is set.
    Raw,
}

impl Target {
    /// Every target.
    pub const ALL: [Self; 3] = [Self::Toast, Self::Tile, Self::Raw];

    /// The value of the header.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Toast => "toast",
            Self::Tile => "token",
            Self::Raw => "raw",
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
