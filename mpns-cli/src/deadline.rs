//! How long a notification is still sent.

use std::time::Duration;

/// The value of `--deadline`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Deadline(pub(crate) Option<Duration>);

pub(crate) fn deadline(text: &str) -> Result<Deadline, String> {
    if text == "none" {
        return Ok(Deadline(None));
    }
    let time = humantime::parse_duration(text).map_err(|error| error.to_string())?;
    Ok(Deadline(Some(time)))
}
