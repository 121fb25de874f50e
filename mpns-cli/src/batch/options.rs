//! The options of `mpns batch`.

use std::num::{NonZeroU16, NonZeroUsize};
use std::path::PathBuf;

use clap::Args;

use crate::connection_options::ConnectionOptions;
use crate::deadline::{Deadline, deadline};
use crate::limit_options::LimitOptions;

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Options {
    /// The jobs, one a line, each as `mpns send --json` takes it; - is standard input, which is read to its end first
    #[arg(value_name = "JOBS", required_unless_present = "channels", conflicts_with = "channels")]
    pub(super) jobs: Option<PathBuf>,

    /// Channels in place of jobs: a channel URI a line, or {"key": .., "channel": ..}; - is standard input
    #[arg(long, value_name = "FILE", requires = "content")]
    pub(super) channels: Option<PathBuf>,

    /// What to send to all channels: a notification in JSON, which is a job without key and channel
    #[arg(long, value_name = "FILE", requires = "channels")]
    pub(super) content: Option<PathBuf>,

    /// Where to write the results, one a line. They are the record of the batch: started again with the same files, it
    /// goes on
    #[arg(long, value_name = "FILE")]
    pub(super) results: PathBuf,

    /// Adds what was sent to each result
    #[arg(long)]
    pub(super) with_content: bool,

    /// Where to add the channels that are gone, which are to be deleted. They are secrets
    #[arg(long, value_name = "FILE")]
    pub(super) expired: Option<PathBuf>,

    /// How many requests are in flight at most
    #[arg(long, value_name = "N", default_value = "64")]
    pub(super) concurrency: NonZeroUsize,

    /// How many of them to one host [default: half]
    #[arg(long, value_name = "N")]
    pub(super) per_host: Option<NonZeroUsize>,

    /// How long after the first start of the batch a notification is still sent, such as 15m or 24h, or none
    #[arg(long, value_name = "TIME", default_value = "24h", value_parser = deadline)]
    pub(super) deadline: Deadline,

    /// How often a notification is sent at most [default: until the deadline]
    #[arg(long, value_name = "N")]
    pub(super) attempts: Option<NonZeroU16>,

    /// Sends each notification once at most, and none to a channel that is held. A host that does not answer is still
    /// waited for
    #[arg(long, conflicts_with = "attempts")]
    pub(super) no_retry: bool,

    /// Sends again what may have been delivered, which may show it twice
    #[arg(long)]
    pub(super) may_show_twice: bool,

    #[command(flatten)]
    pub(super) limits: LimitOptions,

    #[command(flatten)]
    pub(super) connection: ConnectionOptions,
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  mpns batch jobs.jsonl --results results.jsonl
  mpns batch --channels uris.txt --content toast.json --results results.jsonl
  mpns batch jobs.jsonl --results results.jsonl --deadline 15m
  ./make-jobs | mpns batch - --results results.jsonl --expired gone.txt

A result has the `line` and the `key` of its job, and `result`: accepted,
refused, gave-up (for a `reason`), or invalid (for an `error`); then all that
`mpns outcome` prints. What is held, such as for an hour after a phone was out
of reach, is kept in FILE.holds beside the results.

Interrupted, by ctrl-C or a crash, it goes on when it is started again with the
same files: what has a result is not sent again; what was in flight at a crash
is. The jobs may have more lines then. Ctrl-C waits for what is in flight, and
twice does not.

Exit status: 0 all accepted; 1 some not; 2 wrong usage or content; 3 a file
could not be written; 130 interrupted, with jobs left.";
