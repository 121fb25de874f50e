//! `mpns queue fan-out`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

use clap::Args;
use mpns_proto::Content;
use mpns_queue::{Connection, ContentId, FanOut};
use serde_json::json;

use super::database_options::{DatabaseOptions, failed};
use super::terms::TermOptions;
use crate::failure::{Failure, say, warn};
use crate::output::{json_line, print};
use crate::{content, interrupt};

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub(super) struct Options {
    /// What to send: a notification in JSON, which is a job without key and channel
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "resume",
        conflicts_with = "resume"
    )]
    content: Option<PathBuf>,

    /// Which channels: a condition in SQL over `owner`, `os_version` and `created`, or true for all. It runs with the
    /// rights of the database's role, so it must be yours, not a stranger's
    #[arg(long = "where", value_name = "CONDITION")]
    condition: String,

    /// Goes on with a fan-out that was interrupted, after which it said this
    #[arg(long, value_name = "PLACE", value_parser = place)]
    resume: Option<Place>,

    #[command(flatten)]
    terms: TermOptions,
}

/// How far a fan-out is: its content, and the channel up to which it is enqueued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    content: i64,
    after: i64,
}

pub(super) async fn run(
    options: &Options,
    database: &DatabaseOptions,
) -> Result<ExitCode, Failure> {
    let content = match &options.content {
        Some(file) => {
            let (content, _) = content::read(file)?;
            warn(&content.warnings());
            Some(content)
        }
        None => None,
    };
    let connection = database.connect().await?;
    let is_asked_to_end = interrupt::flag().map_err(|error| {
        Failure::no_reply(format_args!("cannot wait for an interrupt: {error}"))
    })?;
    let mut fan_out = begin(options, content.as_ref(), &connection).await?;
    let mut enqueued = 0_u64;
    loop {
        let page = fan_out.enqueue_page(&*connection, FanOut::PAGE).await.map_err(|error| {
            if error.is_transient() {
                say("mpns: the channels of the last page may have their jobs, all or none");
            }
            say_place(&fan_out);
            failed(error)
        })?;
        let Some(jobs) = page else { break };
        enqueued = enqueued.saturating_add(jobs);
        if is_asked_to_end.load(Ordering::Relaxed) {
            say_place(&fan_out);
            return Ok(ExitCode::from(interrupt::INTERRUPTED));
        }
    }
    let line = json!({"content": fan_out.content.0, "enqueued": enqueued});
    print(&json_line(&line)?)?;
    Ok(ExitCode::SUCCESS)
}

async fn begin(
    options: &Options,
    content: Option<&Content>,
    connection: &Connection,
) -> Result<FanOut, Failure> {
    let terms = options.terms.terms();
    match (content, options.resume) {
        (Some(content), _) => {
            FanOut::new(&**connection, content, &options.condition, terms).await.map_err(failed)
        }
        (None, Some(Place { content, after })) => {
            Ok(FanOut::resume(ContentId(content), after, &options.condition, terms))
        }
        (None, None) => Err(Failure::usage("a content is needed: --content FILE")),
    }
}

fn say_place(fan_out: &FanOut) {
    let (content, after) = (fan_out.content.0, fan_out.after);
    say(format_args!(
        "mpns: to go on, use --resume {content}-{after} in place of --content, and the same --where"
    ));
}

fn place(text: &str) -> Result<Place, String> {
    let numbers = text.split_once('-').and_then(|(content, after)| {
        Some(Place { content: content.parse().ok()?, after: after.parse().ok()? })
    });
    numbers.ok_or_else(|| "a place is two numbers with a hyphen between them".to_owned())
}

pub(super) const EXAMPLES: &str = "\
Examples:
  mpns queue fan-out --content toast.json --where \"owner like 'eu-%'\"
  mpns queue fan-out --content toast.json --where true --deadline 1h
  mpns queue fan-out --resume 12-5000 --where true --deadline 1h

The key of each job is the owner of its channel. Channels that are known to be
gone are left out. The condition is SQL as you would write it behind WHERE, with
all that the role may do: give it a role that is granted mpns_enqueue only.

Prints one JSON object: the number of the `content`, and how many jobs were
`enqueued`. They are enqueued in pages; what is interrupted says how to go on.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_two_numbers() {
        assert_eq!(place("12-5000"), Ok(Place { content: 12, after: 5000 }));
        for wrong in ["", "12", "12-", "a-b", "1-2-3"] {
            assert!(place(wrong).is_err(), "{wrong}");
        }
    }
}
