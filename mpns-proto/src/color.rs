use std::fmt;
use std::str::FromStr;

/// A colour with its opacity, written `#AARRGGBB`.
///
/// The background colour of an iconic tile. An opacity of 0 shows the colour of the phone's theme.
///
/// Source: [`jj207009`](crate::protocol#jj207009).
///
/// ```
/// use mpns_proto::Color;
///
/// let color: Color = "#FF1080c0".parse()?;
/// assert_eq!(color, Color::from_argb(0xFF10_80C0));
/// assert_eq!(color.to_string(), "#FF1080C0");
/// # Ok::<(), mpns_proto::ColorError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Color(u32);

impl Color {
    /// The colour of a number: opacity, red, green and blue are its four bytes, highest first.
    pub const fn from_argb(argb: u32) -> Self {
        Self(argb)
    }

    /// The colour as a number: opacity, red, green and blue are its four bytes, highest first.
    pub const fn argb(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:08X}", self.0)
    }
}

impl FromStr for Color {
    type Err = ColorError;

    fn from_str(text: &str) -> Result<Self, ColorError> {
        let digits = text.strip_prefix('#').ok_or(ColorError)?;
        if digits.len() != DIGITS || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(ColorError);
        }
        u32::from_str_radix(digits, 16).map(Self).map_err(|_| ColorError)
    }
}

/// A text is not a colour, which is `#` and eight hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[error("a colour is # and {DIGITS} hexadecimal digits, opacity first (#AARRGGBB)")]
pub struct ColorError;

const DIGITS: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_only_hash_and_eight_digits() {
        for (text, argb) in [
            ("#FF0000FF", Some(0xFF00_00FF)),
            ("#00000000", Some(0)),
            ("#ffFFffFF", Some(u32::MAX)),
            ("FF0000FF", None),
            ("#FF0000F", None),
            ("#FF0000FF0", None),
            ("#+F0000FF", None),
            ("#FF0000FG", None),
            ("#", None),
            ("", None),
            ("#ééÀÀ", None),
            ("Red", None),
        ] {
            assert_eq!(text.parse().ok(), argb.map(Color::from_argb), "{text}");
        }
    }
}
