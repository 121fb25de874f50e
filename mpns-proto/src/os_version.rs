use std::fmt;
use std::str::FromStr;

use crate::text;

/// A version of the phone's operating system that changed what a notification may contain.
///
/// A phone that gets an element it does not know reports a payload format error and **closes the
/// channel**: the next notification gets 404 and `Expired`. If you know the version of the phone, set
/// [`Limits::os`](crate::Limits::os), and such content is refused when it is built.
///
/// Versions are ordered from the oldest to the newest.
///
/// Source: [`jj662938`](crate::protocol#jj662938) (toasts), [`jj206971`](crate::protocol#jj206971),
/// [`jj207009`](crate::protocol#jj207009), [`jj207036`](crate::protocol#jj207036) (tiles).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OsVersion {
    /// Windows Phone 7.0: toast text, the front of a tile, raw.
    V7_0,
    /// OS 7.1, sold as Windows Phone 7.5: adds a toast's `Param`, secondary tiles and the back of a tile.
    V7_1,
    /// Windows Phone 7.8: adds the flip and the iconic tile.
    V7_8,
    /// Windows Phone 8.0: adds the cycle tile.
    V8_0,
    /// Windows Phone 8.0 Update 3, OS 8.0.10492: adds a toast's `Sound`.
    V8_0_10492,
    /// Windows Phone 8.1.
    V8_1,
}

impl OsVersion {
    /// Every version, from the oldest to the newest.
    pub const ALL: &'static [Self] =
        &[Self::V7_0, Self::V7_1, Self::V7_8, Self::V8_0, Self::V8_0_10492, Self::V8_1];

    /// The version with dots, such as `8.0.10492`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V7_0 => "7.0",
            Self::V7_1 => "7.1",
            Self::V7_8 => "7.8",
            Self::V8_0 => "8.0",
            Self::V8_0_10492 => "8.0.10492",
            Self::V8_1 => "8.1",
        }
    }
}

impl fmt::Display for OsVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for OsVersion {
    type Err = OsVersionError;

    fn from_str(text: &str) -> Result<Self, OsVersionError> {
        Self::ALL.iter().copied().find(|version| version.as_str() == text).ok_or(OsVersionError)
    }
}

/// A text is not one of the versions in [`OsVersion::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an operating system version is {}", text::any_of(OsVersion::ALL))]
#[non_exhaustive]
pub struct OsVersionError;
