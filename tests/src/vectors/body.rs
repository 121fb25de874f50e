//! The body of a request.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

/// A body: a text, or an object with its bytes in base64.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Body {
    /// As text, in UTF-8.
    Text(String),
    /// As bytes.
    Bytes(BodyBytes),
}

/// The bytes of a body.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyBytes {
    base64: String,
}

impl Body {
    /// The bytes.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.clone().into_bytes(),
            Self::Bytes(BodyBytes { base64 }) => STANDARD.decode(base64).expect("base64"),
        }
    }
}
