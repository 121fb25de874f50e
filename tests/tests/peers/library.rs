//! The libraries to compare with.

use std::fmt;

use http::StatusCode;
use mpns_proto::{Element, Kind, Value};

/// Another implementation of the sending side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Library {
    /// The npm package `mpns`.
    Npm,
    /// The Python package `python-mpns`.
    Python,
    /// The Python package `mpns-client`, on Twisted.
    Twisted,
}

impl Library {
    /// The kinds that it has a function for; those with more to compare appear more often. In Python a
    /// template is a property of a tile.
    pub(crate) fn kinds(self) -> &'static [Kind] {
        match self {
            Self::Npm => &[Kind::Toast, Kind::Tile, Kind::FlipTile, Kind::IconicTile, Kind::Raw],
            Self::Python => &[
                Kind::Toast,
                Kind::Toast,
                Kind::Tile,
                Kind::Tile,
                Kind::Tile,
                Kind::FlipTile,
                Kind::CycleTile,
                Kind::Raw,
            ],
            Self::Twisted => &[Kind::Toast, Kind::Toast, Kind::Tile, Kind::Tile, Kind::Raw],
        }
    }

    /// Whether it can be set.
    pub(crate) fn takes(self, element: Element, value: &Value<'_>) -> bool {
        match self {
            Self::Npm => element != Element::Sound,
            Self::Python => *value != Value::Silent && PYTHON.contains(&element),
            Self::Twisted => {
                !matches!(value, Value::Silent | Value::Clear) && TWISTED.contains(&element)
            }
        }
    }

    /// Whether it returns the message ID of a response.
    pub(crate) fn returns_message_id(self) -> bool {
        self == Self::Python
    }

    /// Whether a response with this status can be a success in its eyes.
    pub(crate) fn is_success(self, status: StatusCode) -> bool {
        match self {
            Self::Npm => status.is_success(),
            Self::Python | Self::Twisted => status == StatusCode::OK,
        }
    }
}

impl fmt::Display for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Npm => "npm mpns",
            Self::Python => "python-mpns",
            Self::Twisted => "mpns-client",
        })
    }
}

const PYTHON: [Element; 11] = [
    Element::Id,
    Element::Text1,
    Element::Text2,
    Element::Param,
    Element::Sound,
    Element::BackgroundImage,
    Element::Count,
    Element::Title,
    Element::BackBackgroundImage,
    Element::BackTitle,
    Element::BackContent,
];

/// In the order in which it writes them.
pub(crate) const TWISTED: [Element; 7] = [
    Element::Text1,
    Element::Text2,
    Element::Param,
    Element::Sound,
    Element::Title,
    Element::Count,
    Element::BackgroundImage,
];
