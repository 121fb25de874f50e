//! `mpns queue channels expire`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use mpns_queue::expire_channels;
use serde_json::json;

use crate::failure::{Failure, say};
use crate::output::{json_line, print};
use crate::queue::channel_line::channel;
use crate::queue::database_options::{DatabaseOptions, failed};
use crate::queue::given_lines::GivenLines;
use crate::queue::session::Session;

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
    let mut session = Session::open(database).await?;
    let (mut expired, mut given, mut done) = (0_u64, 0_u64, 0);
    loop {
        let page = lines.page(PAGE, channel)?;
        if page.is_empty() {
            break;
        }
        let step = session.step(async |it| expire_channels(&**it, &page).await);
        let count = step.await.map_err(|error| {
            say(format_args!("mpns: done up to line {done}; the same file can be used again"));
            failed(error)
        })?;
        expired = expired.saturating_add(count);
        given = given.saturating_add(u64::try_from(page.len()).unwrap_or(u64::MAX));
        done = lines.number();
    }
    let others = given.saturating_sub(expired);
    let line = json!({"expired": expired, "unknownOrExpired": others, "invalid": lines.invalid});
    print(&json_line(&line)?)?;
    lines.finish()?;
    Ok(ExitCode::SUCCESS)
}

const PAGE: usize = 1000;

pub(super) const EXAMPLES: &str = "\
Examples:
  mpns queue channels expire gone.txt

It takes what `mpns batch --expired` writes, and lines as those of `add`. A
worker notes by itself that a channel is gone when the service says so.
Prints one JSON object: how many are `expired` now, how many were not known or
had been expired before, and the number of `invalid` lines.";
