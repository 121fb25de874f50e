use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::path_segment::{SegmentError, check};
use crate::serialize;

/// The last part of a channel URI: 32 hexadecimal digits that nobody can guess, or a text of your choice.
///
/// It is the secret of the channel, so `Debug` does not show it.
///
/// ```
/// use mpns_emulator::Token;
///
/// let token: Token = "alice-phone".parse()?;
/// assert_eq!(token.expose(), "alice-phone");
/// assert!("alice/phone".parse::<Token>().is_err());
/// # Ok::<(), mpns_emulator::SegmentError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(Arc<str>);

impl Token {
    pub(crate) fn random() -> Self {
        Self(Uuid::new_v4().simple().to_string().into())
    }

    /// The text.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for Token {
    type Err = SegmentError;

    fn from_str(text: &str) -> Result<Self, SegmentError> {
        check(text)?;
        Ok(Self(text.into()))
    }
}

impl Serialize for Token {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Token {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        serialize::name(from)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_does_not_show_it() {
        let token = Token::random();
        assert_eq!(token.expose().parse(), Ok(token.clone()));
        assert_eq!(token.expose().len(), 32);
        assert_ne!(token, Token::random());
        assert!(!format!("{token:?}").contains(token.expose()));
    }
}
