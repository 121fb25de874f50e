//! `mpns queue push`.

use std::path::PathBuf;
use std::pin::pin;
use std::process::ExitCode;

use clap::Args;
use mpns_queue::{Connection, enqueue};
use serde_json::json;

mod reader;

use self::reader::{Read, Reader};
use super::database_options::{DatabaseOptions, failed};
use super::given_lines::GivenLines;
use super::terms::TermOptions;
use crate::failure::{Failure, say};
use crate::interrupt;
use crate::output::{json_line, print};

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub(super) struct Options {
    /// The jobs, one a line, each as `mpns send --json` takes it; - is standard input
    #[arg(value_name = "JOBS")]
    jobs: PathBuf,

    /// Leaves out the lines up to this number, which were enqueued before
    #[arg(long, value_name = "LINE", default_value = "0")]
    after_line: u64,

    #[command(flatten)]
    terms: TermOptions,
}

pub(super) async fn run(
    options: &Options,
    database: &DatabaseOptions,
) -> Result<ExitCode, Failure> {
    let lines = GivenLines::open(&options.jobs, options.after_line)?;
    let connection = database.connect().await?;
    let mut interrupt = pin!(interrupt::wait().map_err(|error| {
        Failure::no_reply(format_args!("cannot wait for an interrupt: {error}"))
    })?);
    let mut reader = Reader::start(lines, options.terms.terms())?;
    let mut push = Push { connection, done: options.after_line, enqueued: 0, invalid: 0 };
    let mut batch = Vec::new();
    loop {
        tokio::select! {
            biased;
            () = &mut interrupt => {
                push.print()?;
                let done = push.done;
                say(format_args!("mpns: interrupted; to go on, add --after-line {done}"));
                return Ok(ExitCode::from(interrupt::INTERRUPTED));
            }
            count = reader.next(&mut batch) => if count == 0 { break },
        }
        push.enqueue(&mut batch).await?;
    }
    let lines = reader.finish()?;
    push.invalid = lines.invalid;
    push.print()?;
    lines.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// A push, as far as it is.
struct Push {
    connection: Connection,
    /// The jobs up to this line are enqueued.
    done: u64,
    /// How many they are.
    enqueued: u64,
    /// How many lines are wrong.
    invalid: u64,
}

impl Push {
    /// Enqueues a batch by one statement.
    async fn enqueue(&mut self, batch: &mut Vec<Read>) -> Result<(), Failure> {
        let Some(last) = batch.last() else { return Ok(()) };
        let (last, invalid) = (last.line, last.invalid);
        let (jobs, _permits): (Vec<_>, Vec<_>) =
            batch.drain(..).map(|read| (read.job, read.permit)).unzip();
        let ids = enqueue(&*self.connection, &jobs).await.map_err(|error| {
            let done = self.done;
            if error.is_transient() {
                say(format_args!(
                    "mpns: the jobs up to line {done} are enqueued; those of lines {} to {last} may be, all or none",
                    done.saturating_add(1)
                ));
            }
            say(format_args!("mpns: to go on, add --after-line {done}"));
            failed(error)
        })?;
        self.enqueued = self.enqueued.saturating_add(u64::try_from(ids.len()).unwrap_or(u64::MAX));
        (self.done, self.invalid) = (last, invalid);
        Ok(())
    }

    fn print(&self) -> Result<(), Failure> {
        let line =
            json!({"enqueued": self.enqueued, "invalid": self.invalid, "lastLine": self.done});
        print(&json_line(&line)?)
    }
}

pub(super) const EXAMPLES: &str = "\
Examples:
  mpns queue push jobs.jsonl
  ./make-jobs | mpns queue push - --deadline 15m

A channel that is not known yet is added. A key that is not a text is one in the
queue: 7 becomes \"7\". The input may have any length, and may come slowly: up to
a thousand jobs at a time are enqueued, each time all or none. A line that is
wrong is said, and left out.

Prints one JSON object: the numbers of jobs that were `enqueued` and of lines
that are `invalid`, and the `lastLine` that is in the queue.
Exit status: 0 all enqueued; 1 the database failed; 2 a line is wrong; 130
interrupted. After 1 and 130 it says how to go on.";
