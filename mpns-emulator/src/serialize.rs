//! How types of other crates are written in JSON.

use std::fmt::{Display, Write};
use std::time::SystemTime;

use serde::{Serialize, Serializer};

pub(crate) fn text<S: Serializer>(text: &impl Display, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(text)
}

pub(crate) fn texts<S: Serializer>(items: &[impl Display], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(items.iter().map(ToString::to_string))
}

pub(crate) fn optional<S: Serializer>(
    text: &Option<impl Display>,
    to: S,
) -> Result<S::Ok, S::Error> {
    text.as_ref().map(ToString::to_string).serialize(to)
}

/// RFC 3339 with milliseconds, or null for a time that it cannot express.
pub(crate) fn time<S: Serializer>(time: &SystemTime, to: S) -> Result<S::Ok, S::Error> {
    let mut text = String::new();
    let written = write!(text, "{}", humantime::format_rfc3339_millis(*time));
    written.ok().map(|()| text).serialize(to)
}

/// A time as [`time`] writes it.
pub(crate) struct Time(pub(crate) SystemTime);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        time(&self.0, to)
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
