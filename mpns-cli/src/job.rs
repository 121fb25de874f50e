//! A job in JSON.

use std::borrow::Cow;
use std::path::Path;

use mpns_proto::{ChannelUri, Job};
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::input;

/// Reads a job from a file. If it names no channel, it gets the one from `instead`.
pub(crate) fn read(
    file: &Path,
    instead: impl FnOnce() -> Result<ChannelUri, Failure>,
) -> Result<Job<Value>, Failure> {
    let bytes = input::read(file)?;
    let shown = file.display();
    let text = input::text(&bytes)
        .map_err(|what| Failure::usage(format_args!("the job in {shown} is {what}")))?;
    // Every other mistake is found when the text is read as a job.
    let text = match serde_json::from_str::<Map<String, Value>>(text) {
        Ok(job) if !job.contains_key(CHANNEL) => {
            Cow::Owned(with_channel(text, job.is_empty(), &instead()?))
        }
        _ => Cow::Borrowed(text),
    };
    serde_json::from_str(&text)
        .map_err(|error| Failure::content(format_args!("the job in {shown}"), &error))
}

/// Adds the channel at the end of the object, so that lines and columns in errors still fit the file.
fn with_channel(object: &str, is_empty: bool, channel: &ChannelUri) -> String {
    let fields = object.trim_end().strip_suffix('}').unwrap_or(object);
    let comma = if is_empty { "" } else { "," };
    format!("{fields}{comma}{CHANNEL:?}:{}}}", Value::from(channel.expose()))
}

const CHANNEL: &str = "channel";
