//! A line that names a channel.

use mpns_proto::ChannelUri;
use serde::Deserialize;

use crate::failure::chain;

/// A URI, or an object that has it, as `mpns batch --expired` writes it.
pub(super) fn channel(text: &str) -> Result<ChannelUri, String> {
    if !text.starts_with('{') {
        return text.parse().map_err(|error| chain(&error));
    }
    let line: Line = serde_json::from_str(text).map_err(|error| chain(&error))?;
    Ok(line.channel)
}

#[derive(Deserialize)]
struct Line {
    channel: ChannelUri,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_uri_or_an_object() {
        for right in ["http://h.example/a", r#"{"owner": 7, "channel": "http://h.example/a"}"#] {
            assert_eq!(channel(right).expect(right).expose(), "http://h.example/a");
        }
        for wrong in ["h", "{}", r#"{"channel": "h"}"#, "\"http://h.example/a\""] {
            assert!(channel(wrong).is_err(), "{wrong}");
        }
    }
}
