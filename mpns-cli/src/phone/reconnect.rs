use std::time::{Duration, Instant};

use super::channel::Channel;
use super::options::Options;
use crate::control_api::NoAnswer;
use crate::failure::{Failure, say};

/// Waits for the emulator to come back. Whether the channel had to be opened anew.
pub(super) async fn reconnect(
    channel: &mut Channel,
    options: &Options,
    error: &NoAnswer,
) -> Result<bool, Failure> {
    let (emulator, limit) = (&options.emulator, LIMIT.as_secs());
    say(format_args!("mpns: {emulator} does not answer: {error}; waiting for it up to {limit} s"));
    let begin = Instant::now();
    loop {
        match channel.resume().await {
            Ok(resumed) => {
                let is_new = resumed?;
                let what = if is_new { ", and the channel is open again" } else { "" };
                say(format_args!("mpns: {emulator} answers again{what}"));
                return Ok(is_new);
            }
            Err(error) if begin.elapsed() > LIMIT => {
                return Err(Failure::no_reply(format_args!(
                    "{emulator} has not answered for {limit} s: {error}"
                )));
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

const LIMIT: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(250);
