use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::path_segment::{SegmentError, check};
use crate::serialize;

/// The name of a phone, such as `alice` or `phone-1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceName(Arc<str>);

impl DeviceName {
    /// The name of the phone that a channel gets if none is named.
    pub(crate) fn numbered(number: u64) -> Self {
        Self(format!("phone-{number}").into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DeviceName {
    type Err = SegmentError;

    fn from_str(text: &str) -> Result<Self, SegmentError> {
        check(text)?;
        Ok(Self(text.into()))
    }
}

impl Serialize for DeviceName {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for DeviceName {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        serialize::name(from)
    }
}

impl fmt::Display for DeviceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
