//! `mpns queue channels list`.

use std::process::ExitCode;

use clap::Args;
use mpns_queue::{ListedChannel, list_channels};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::print_while_read;
use crate::queue::database_options::{DatabaseOptions, failed};
use crate::rfc3339::rfc3339;
use crate::terminal::escape_json;

#[derive(Args)]
pub(super) struct Options {
    /// Prints the channel URIs, too. They are secrets
    #[arg(long)]
    show_uris: bool,

    /// Prints only the channels that are gone
    #[arg(long)]
    expired: bool,

    /// Prints the channels after the one with this id
    #[arg(long, value_name = "ID", default_value = "0")]
    after: i64,
}

pub(super) async fn run(
    options: &Options,
    database: &DatabaseOptions,
) -> Result<ExitCode, Failure> {
    let connection = database.connect().await?;
    let mut after = options.after;
    loop {
        let page = list_channels(&*connection, after, PAGE, options.show_uris).await;
        let page = page.map_err(failed)?;
        let Some(last) = page.last() else { break };
        after = last.id;
        let mut lines = String::new();
        for channel in page.iter().filter(|channel| !options.expired || channel.expired.is_some()) {
            let line = serde_json::to_string(&Line::of(channel));
            let line =
                line.map_err(|error| Failure::content("the channel cannot be written", &error))?;
            lines.push_str(&escape_json(&line));
            lines.push('\n');
        }
        if !print_while_read(lines.as_bytes())? {
            break;
        }
    }
    Ok(ExitCode::SUCCESS)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    origin: &'a str,
    owner: Option<&'a str>,
    os_version: Option<&'a str>,
    jobs: u32,
    held_until: Option<String>,
    leased: bool,
    created_at: String,
    expired_at: Option<String>,
}

impl<'a> Line<'a> {
    fn of(channel: &'a ListedChannel) -> Self {
        Self {
            id: channel.id,
            channel: channel.uri.as_ref().map(mpns_proto::ChannelUri::expose),
            origin: &channel.origin,
            owner: channel.owner.as_deref(),
            os_version: channel.os_version.as_deref(),
            jobs: channel.waiting,
            held_until: channel.held_until.map(rfc3339),
            leased: channel.is_leased,
            created_at: rfc3339(channel.created),
            expired_at: channel.expired.map(rfc3339),
        }
    }
}

const PAGE: i64 = 1000;

pub(super) const EXAMPLES: &str = "\
Examples:
  mpns queue channels list
  mpns queue channels list --expired --show-uris > gone.jsonl

A line is a JSON object with the `id`, by which results name the channel, the
`origin`, which is scheme, host and port, the `owner` and `osVersion`, how many
`jobs` it has, and until when it is held. The role mpns_read is enough without
--show-uris.";
