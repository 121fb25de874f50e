use std::fmt;

use crate::OsVersion;

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
    pub const ALL: &'static [Self] =
        &[Self::Toast, Self::Tile, Self::FlipTile, Self::IconicTile, Self::CycleTile, Self::Raw];

    /// The name of its type: `FlipTile`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Toast => "Toast",
            Self::Tile => "Tile",
            Self::FlipTile => "FlipTile",
            Self::IconicTile => "IconicTile",
            Self::CycleTile => "CycleTile",
            Self::Raw => "Raw",
        }
    }

    /// The article before the kind in a sentence.
    pub(crate) const fn article(self) -> &'static str {
        if matches!(self, Self::IconicTile) { "an" } else { "a" }
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
            Self::FlipTile | Self::IconicTile | Self::CycleTile => Some(self.name()),
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
    pub const ALL: &'static [Self] = &[Self::Toast, Self::Tile, Self::Raw];

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
