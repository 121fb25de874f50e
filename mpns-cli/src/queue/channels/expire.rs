//! `mpns queue channels expire`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use mpns_proto::ChannelUri;
use mpns_queue::expire_channel;
use serde::Deserialize;
use serde_json::json;

use crate::failure::{Failure, chain, say};
use crate::output::{json_line, print};
use crate::queue::database_options::{DatabaseOptions, failed};
use crate::queue::given_lines::GivenLines;

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub(super) struct Options {
    /// The channels: a URI a line, or {"channel": ..}; - is standard input
    #[arg(value_name = "FILE")]
    channels: PathBuf,
}

pub(super) async fn run(
    options: &Options,
    database: &DatabaseOptions,
) -> Result<ExitCode, Failure> {
    let mut lines = GivenLines::open(&options.channels, 0)?;
    let connection = database.connect().await?;
    let (mut expired, mut others) = (0_u64, 0_u64);
    while let Some(given) = lines.next(channel)? {
        let was_open = expire_channel(&*connection, &given.value).await.map_err(|error| {
            let line = given.line;
            say(format_args!("mpns: at line {line}; the same file can be used again"));
            failed(error)
        })?;
        let count = if was_open { &mut expired } else { &mut others };
        *count = count.saturating_add(1);
    }
    let line = json!({"expired": expired, "unknownOrExpired": others, "invalid": lines.invalid});
    print(&json_line(&line)?)?;
    lines.finish()?;
    Ok(ExitCode::SUCCESS)
}

#[derive(Deserialize)]
struct Line {
    channel: ChannelUri,
}

fn channel(text: &str) -> Result<ChannelUri, String> {
    if !text.starts_with('{') {
        return text.parse().map_err(|error| chain(&error));
    }
    let line: Line = serde_json::from_str(text).map_err(|error| chain(&error))?;
    Ok(line.channel)
}

pub(super) const EXAMPLES: &str = "\
Examples:
  mpns queue channels expire gone.txt

It takes what `mpns batch --expired` writes, and lines as those of `add`. A
worker notes by itself that a channel is gone when the service says so.
Prints one JSON object: how many are `expired` now, how many were not known or
had been expired before, and the number of `invalid` lines.";
