//! The fields of an object, one at a time.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, Unexpected, Visitor,
};

/// The value of a field. An error names the field.
pub(super) fn value<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    field: &str,
    map: &mut A,
) -> Result<T, A::Error> {
    map.next_value().map_err(|error| A::Error::custom(format_args!("{field}: {error}")))
}

/// The next field of an object. A field may appear only once.
pub(super) fn next_field<'de, A: MapAccess<'de>>(
    map: &mut A,
    seen: &mut Vec<String>,
) -> Result<Option<String>, A::Error> {
    let Some(field) = map.next_key::<String>()? else { return Ok(None) };
    if seen.contains(&field) {
        return Err(A::Error::custom(format_args!("duplicate field `{field}`")));
    }
    seen.push(field.clone());
    Ok(Some(field))
}

/// The whole number in a field. An error names the field, and says what is `expected` there in place of the
/// name of a Rust type.
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
