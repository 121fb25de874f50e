//! The limits of a case.

use mpns_proto::Limits;
use serde::Deserialize;

/// Limits that differ from the default.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CaseLimits {
    os: Option<String>,
    document_bytes: Option<usize>,
    raw_bytes: Option<usize>,
    param_chars: Option<usize>,
    header_bytes: Option<usize>,
}

impl From<&CaseLimits> for Limits {
    fn from(given: &CaseLimits) -> Self {
        let default = Self::default();
        Self {
            os: given.os.as_ref().map(|os| os.parse().expect("a version")),
            document_bytes: given.document_bytes.unwrap_or(default.document_bytes),
            raw_bytes: given.raw_bytes.unwrap_or(default.raw_bytes),
            param_chars: given.param_chars.unwrap_or(default.param_chars),
            header_bytes: given.header_bytes.unwrap_or(default.header_bytes),
        }
    }
}
