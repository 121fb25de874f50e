use std::time::{Duration, Instant};

use super::channel::{Channel, Gone, Resumed};
use super::options::Options;
use crate::failure::{Failure, say};

/// Waits for the emulator to come back, if it does not answer, and goes on there. Whether the channel had to be opened
/// anew.
pub(super) async fn reconnect(
    channel: &mut Channel,
    options: &Options,
    gone: &Gone,
) -> Result<bool, Failure> {
    let (emulator, limit) = (&options.emulator, LIMIT.as_secs());
    let again = match gone {
        Gone::Channel => "is another one",
        Gone::Emulator(error) => {
            let wait = format_args!("waiting for it up to {limit} s");
            say(format_args!("mpns: {emulator} does not answer: {error}; {wait}"));
            "answers again"
        }
    };
    let begin = Instant::now();
    loop {
        match channel.resume().await {
            Ok(resumed) => {
                let (is_new, what) = match resumed? {
                    Resumed::AsItWas => (false, "still open"),
                    Resumed::Anew => (true, "open again"),
                    Resumed::Closed => {
                        return Err(Failure::no_reply("the channel was closed by someone else"));
                    }
                };
                say(format_args!("mpns: {emulator} {again}, and the channel is {what}"));
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
