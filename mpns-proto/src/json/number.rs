//! A whole number. An error says what is expected in its place, instead of the name of a Rust type.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Unexpected, Visitor};

/// The number in a field. An error names the field and says what is `expected` there.
pub(super) fn number<'de, A: MapAccess<'de>>(
    field: &str,
    map: &mut A,
    expected: &str,
) -> Result<u64, A::Error> {
    map.next_value_seed(Number { expected })
        .map_err(|error| A::Error::custom(format_args!("{field}: {error}")))
}

struct Number<'a> {
    expected: &'a str,
}

impl<'de> DeserializeSeed<'de> for Number<'_> {
    type Value = u64;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u64, D::Error> {
        deserializer.deserialize_u64(self)
    }
}

impl Visitor<'_> for Number<'_> {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<u64, E> {
        Ok(number)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<u64, E> {
        u64::try_from(number).map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
    }
}
