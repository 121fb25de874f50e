//! How types of other crates are written in JSON, and read.

use std::fmt::{Display, Write};
use std::str::FromStr;
use std::time::SystemTime;

use http::{HeaderMap, HeaderValue};
use mpns_proto::Identifier;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

pub(crate) fn text<S: Serializer>(text: &impl Display, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(text)
}

pub(crate) fn optional<S: Serializer>(
    text: &Option<impl Display>,
    to: S,
) -> Result<S::Ok, S::Error> {
    text.as_ref().map(ToString::to_string).serialize(to)
}

/// Values, or lists of values. What is not UTF-8, which JSON cannot have, is replaced.
pub(crate) fn headers<S: Serializer>(headers: &HeaderMap, to: S) -> Result<S::Ok, S::Error> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    to.collect_map(headers.keys().map(|name| {
        let mut values: Vec<_> = headers.get_all(name).iter().map(text).collect();
        let values = match values.pop() {
            Some(value) if values.is_empty() => Value::String(value),
            last => values.into_iter().chain(last).collect(),
        };
        (name.as_str(), values)
    }))
}

/// RFC 3339 with milliseconds, or null for a time that it cannot express.
pub(crate) fn time<S: Serializer>(time: &SystemTime, to: S) -> Result<S::Ok, S::Error> {
    let mut text = String::new();
    let written = write!(text, "{}", humantime::format_rfc3339_millis(*time));
    written.ok().map(|()| text).serialize(to)
}

/// What [`text`] writes.
pub(crate) fn parse<'de, D: Deserializer<'de>, T: FromStr<Err: Display>>(
    from: D,
) -> Result<T, D::Error> {
    String::deserialize(from)?.parse().map_err(D::Error::custom)
}

/// The same, or none.
pub(crate) fn parse_optional<'de, D: Deserializer<'de>, T: FromStr<Err: Display>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    let text: Option<String> = Option::deserialize(from)?;
    text.map(|text| text.parse()).transpose().map_err(D::Error::custom)
}

/// A value that may be left out, but not null.
pub(crate) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// A name, with an error that says so.
pub(crate) fn name<'de, D: Deserializer<'de>, T: FromStr<Err: Display>>(
    from: D,
) -> Result<T, D::Error> {
    let name = String::deserialize(from)?.parse();
    name.map_err(|error| D::Error::custom(format_args!("the name {error}")))
}

/// An identifier, or none.
pub(crate) fn identifier<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<Identifier>, D::Error> {
    let text: Option<String> = Option::deserialize(from)?;
    if let Some(text) = text.as_ref().filter(|text| text.len() > Identifier::MAX_BYTES) {
        return Err(D::Error::custom(format_args!("{} bytes are too long", text.len())));
    }
    Ok(text.and_then(|text| Identifier::read(&text)))
}

/// What [`time`] writes.
pub(crate) fn read_time<'de, D: Deserializer<'de>>(from: D) -> Result<SystemTime, D::Error> {
    let text = String::deserialize(from)?;
    humantime::parse_rfc3339(&text).map_err(D::Error::custom)
}

/// A time as [`time`] writes it.
#[derive(Clone, Copy)]
pub(crate) struct Time(pub(crate) SystemTime);

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        read_time(from).map(Self)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        time(&self.0, to)
    }
}

/// What was read, unless it is too large.
pub(crate) fn bounded<T, E: serde::de::Error>(
    what: &str,
    value: T,
    size: impl Fn(&T) -> usize,
    limit: usize,
) -> Result<T, E> {
    match size(&value) {
        size if size > limit => Err(E::custom(format_args!("{size} {what}, more than {limit}"))),
        _ => Ok(value),
    }
}

pub(crate) mod os_version {
    use mpns_proto::OsVersion;
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    pub(crate) fn serialize<S: Serializer>(os: &OsVersion, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(os.as_str())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<OsVersion, D::Error> {
        String::deserialize(from)?.parse().map_err(Error::custom)
    }
}

/// A time such as `1h 30m`, which has to be there.
pub(crate) mod exact_duration {
    use std::time::Duration;

    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    pub(crate) fn serialize<S: Serializer>(time: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&humantime::format_duration(*time))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        humantime::parse_duration(&String::deserialize(from)?).map_err(Error::custom)
    }
}

/// A time such as `1h 30m`.
pub(crate) mod duration {
    use std::time::Duration;

    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::{Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer>(
        time: &Option<Duration>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        time.map(|time| humantime::format_duration(time).to_string()).serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Duration>, D::Error> {
        let text: Option<String> = Option::deserialize(from)?;
        text.map(|text| humantime::parse_duration(&text)).transpose().map_err(Error::custom)
    }
}
