use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use serde::Deserialize;
use serde_json::Value;

/// The head of a response, and what it means.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reply {
    /// The lines of the head.
    pub head: Vec<String>,
    /// When it came, as an HTTP date. It matters if `Retry-After` is a date.
    #[serde(default)]
    pub now: Option<String>,
    /// Whether it is the response to a callback registration.
    #[serde(default)]
    pub callback: bool,
    /// What it means.
    pub reply: BTreeMap<String, Value>,
}

impl Reply {
    /// When the response came; 1970 if it does not matter.
    pub fn now(&self) -> SystemTime {
        let date = |date: &String| httpdate::parse_http_date(date).expect("a date of HTTP");
        self.now.as_ref().map_or(SystemTime::UNIX_EPOCH + Duration::from_secs(1), date)
    }
}
