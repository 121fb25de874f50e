//! The log: lines of JSON on standard error.

use std::time::SystemTime;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::failure::say;
use crate::rfc3339::rfc3339;

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    Info,
    Warning,
}

/// What happened. No URI of a channel, content or password may be among the fields.
pub(super) fn log(level: Level, event: &str, fields: &[(&str, Value)]) {
    say(line(SystemTime::now(), level, event, fields));
}

fn line(now: SystemTime, level: Level, event: &str, fields: &[(&str, Value)]) -> String {
    let fields = fields.iter().filter(|(_, value)| !value.is_null());
    let line = Line {
        time: rfc3339(now),
        level,
        event,
        fields: fields.map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
    };
    serde_json::to_string(&line).unwrap_or_default()
}

#[derive(Serialize)]
struct Line<'a> {
    time: String,
    level: Level,
    event: &'a str,
    #[serde(flatten)]
    fields: Map<String, Value>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_an_object() {
        let fields = [("concurrency", 256.into()), ("metrics", Value::Null)];
        assert_eq!(
            line(SystemTime::UNIX_EPOCH, Level::Info, "started", &fields),
            r#"{"time":"1970-01-01T00:00:00.000Z","level":"info","event":"started","concurrency":256}"#
        );
    }
}
