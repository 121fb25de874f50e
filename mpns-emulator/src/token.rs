use std::fmt;

use uuid::Uuid;

/// The last part of a channel URI: 32 hexadecimal digits that nobody can guess.
///
/// It is the secret of the channel, so `Debug` does not show it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Token(Uuid);

impl Token {
    /// As long as every other token, and never that of a channel.
    pub(crate) const NIL: Self = Self(Uuid::nil());

    pub(crate) fn random() -> Self {
        Self(Uuid::new_v4())
    }

    /// Reads a token in the one form in which [`expose`](Self::expose) writes it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let uuid = Uuid::try_parse(text).ok()?;
        (uuid.simple().encode_lower(&mut Uuid::encode_buffer()) == text).then_some(Self(uuid))
    }

    /// The 32 digits.
    pub(crate) fn expose(self) -> String {
        self.0.simple().to_string()
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
    fn has_one_form() {
        let token = Token::random();
        let text = token.expose();
        assert_eq!(Token::parse(&text), Some(token));
        assert!(!format!("{token:?}").contains(&text));
        let hyphenated = token.0.to_string();
        let upper = "0123456789ABCDEF0123456789ABCDEF";
        for other in [hyphenated.as_str(), upper, "", "AAA", text.split_at(1).1] {
            assert_eq!(Token::parse(other), None, "{other}");
        }
    }
}
