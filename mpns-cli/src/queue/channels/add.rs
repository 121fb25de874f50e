//! `mpns queue channels add`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use mpns_proto::{ChannelUri, OsVersion};
use mpns_queue::{NewChannel, add_channels};
use serde::Deserialize;
use serde_json::json;

use crate::failure::{Failure, chain, say};
use crate::output::{json_line, print};
use crate::queue::database_options::{DatabaseOptions, failed};
use crate::queue::given_lines::GivenLines;
use crate::queue::session::Session;

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub(super) struct Options {
    /// The channels: a URI a line, or {"channel": .., "owner": .., "osVersion": ..}; - is standard input
    #[arg(value_name = "FILE")]
    channels: PathBuf,
}

pub(super) async fn run(
    options: &Options,
    database: &DatabaseOptions,
) -> Result<ExitCode, Failure> {
    let mut lines = GivenLines::open(&options.channels, 0)?;
    let mut session = Session::open(database).await?;
    let (mut count, mut done) = (0_u64, 0);
    loop {
        let page = lines.page(PAGE, new_channel)?;
        if page.is_empty() {
            break;
        }
        session.step(async |it| add_channels(&**it, &page).await).await.map_err(|error| {
            say(format_args!(
                "mpns: the channels up to line {done} are added; the same file can be added again"
            ));
            failed(error)
        })?;
        count = count.saturating_add(u64::try_from(page.len()).unwrap_or(u64::MAX));
        done = lines.number();
    }
    let line = json!({"channels": count, "invalid": lines.invalid});
    print(&json_line(&line)?)?;
    lines.finish()?;
    Ok(ExitCode::SUCCESS)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Line {
    channel: ChannelUri,
    owner: Option<String>,
    os_version: Option<String>,
}

fn new_channel(text: &str) -> Result<NewChannel, String> {
    if !text.starts_with('{') {
        return text.parse().map(NewChannel::new).map_err(|error| chain(&error));
    }
    let line: Line = serde_json::from_str(text).map_err(|error| chain(&error))?;
    let mut channel = NewChannel::new(line.channel);
    if line.owner.as_ref().is_some_and(|owner| owner.contains('\0')) {
        // PostgreSQL has no such text, and would refuse the whole page for it.
        return Err("there is a null character in the owner".to_owned());
    }
    channel.owner = line.owner;
    let version = line.os_version.as_deref().map(str::parse::<OsVersion>);
    channel.os_version = version.transpose().map_err(|error| chain(&error))?;
    Ok(channel)
}

const PAGE: usize = 1000;

pub(super) const EXAMPLES: &str = "\
Examples:
  mpns queue channels add channels.jsonl
  ./export-channels | mpns queue channels add -

A line such as {\"channel\": \"<URI>\", \"owner\": \"eu-7\"}. The owner is your own
key, by which a fan-out finds the channel; `osVersion` is that of the phone, so
that nothing is sent that would make it close the channel.
Prints one JSON object: the numbers of `channels` and of `invalid` lines.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_uri_or_an_object() {
        let channel = new_channel("http://h.example/a").expect("a URI");
        assert_eq!((channel.owner, channel.os_version), (None, None));
        let line =
            r#"{"channel": "http://h.example/a", "owner": "eu-7", "osVersion": "8.0.10492"}"#;
        let channel = new_channel(line).expect("an object");
        assert_eq!(channel.owner.as_deref(), Some("eu-7"));
        assert_eq!(channel.os_version.map(OsVersion::as_str), Some("8.0.10492"));
        for wrong in [
            "h",
            "{}",
            r#"{"channel": "http://h.example/a", "user": 7}"#,
            r#"{"channel": "http://h.example/a", "owner": "\u0000"}"#,
        ] {
            assert!(new_channel(wrong).is_err(), "{wrong}");
        }
    }
}
