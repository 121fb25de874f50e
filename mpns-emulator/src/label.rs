use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Bounds, serialize};

/// The name of an app or of an authenticated service: 1 to 128 bytes without control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(Arc<str>);

impl Label {
    /// The name of the app that a channel gets if none is named.
    pub(crate) fn of_app(number: u64) -> Self {
        Self(format!("App {number}").into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Label {
    type Err = LabelError;

    fn from_str(text: &str) -> Result<Self, LabelError> {
        if text.is_empty() || text.len() > Bounds::NAME_BYTES {
            return Err(LabelError::Length(text.len()));
        }
        if text.chars().any(char::is_control) {
            return Err(LabelError::Control);
        }
        Ok(Self(text.into()))
    }
}

impl Serialize for Label {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Label {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        serialize::name(from)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Why a text cannot be the name of an app or a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LabelError {
    /// It is empty or too long.
    #[error("has {0} bytes; 1 to {limit} are allowed", limit = Bounds::NAME_BYTES)]
    Length(usize),
    /// It has a control character.
    #[error("has a control character")]
    Control,
}
