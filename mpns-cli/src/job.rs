//! A job in JSON.

use std::path::Path;

use mpns_proto::{ChannelUri, Job};
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::input;

/// Reads a job from a file. Where it names no channel, it gets the one that there is `instead`.
pub(crate) fn read(
    file: &Path,
    instead: impl FnOnce() -> Result<ChannelUri, Failure>,
) -> Result<Job<Value>, Failure> {
    let bytes = input::read(file)?;
    let failed = |error| Failure::content(format_args!("the job in {}", file.display()), &error);
    // What is wrong with anything else is said when the job is read as one.
    let filled = match serde_json::from_slice::<Map<String, Value>>(&bytes) {
        Ok(job) if !job.contains_key(CHANNEL) => with_channel(bytes, job.is_empty(), &instead()?),
        _ => Ok(bytes),
    };
    filled.and_then(|bytes| serde_json::from_slice(&bytes)).map_err(failed)
}

/// Adds the channel at the end of an object, so that lines and columns in errors are those of the file.
fn with_channel(
    mut object: Vec<u8>,
    is_empty: bool,
    channel: &ChannelUri,
) -> serde_json::Result<Vec<u8>> {
    object.truncate(object.trim_ascii_end().len().saturating_sub(1));
    let comma = if is_empty { "" } else { "," };
    let channel = serde_json::to_string(channel)?;
    object.extend_from_slice(format!("{comma}{CHANNEL:?}:{channel}}}").as_bytes());
    Ok(object)
}

const CHANNEL: &str = "channel";
