//! `mpns queue push`.

use std::path::PathBuf;
use std::pin::pin;
use std::process::ExitCode;

use clap::Args;
use mpns_queue::{Connection, Error, NewJob, Place, enqueue};
use serde_json::json;
use uuid::Uuid;

mod reader;

use self::reader::{Read, Reader};
use super::database_options::{DatabaseOptions, failed};
use super::given_lines::GivenLines;
use super::session::Session;
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

    /// A name for this push, under which the database keeps how far it is: the same command again goes on behind the last
    /// line that is enqueued
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

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
    let mut interrupt = pin!(interrupt::wait()?);
    let session = Session::open(database).await?.until(interrupt::flag()?);
    let mut push = Push::begin(options, session).await?;
    let lines = GivenLines::open(&options.jobs, push.done)?;
    let mut reader = Reader::start(lines, options.terms.terms())?;
    let mut batch = Vec::new();
    loop {
        tokio::select! {
            biased;
            () = &mut interrupt => {
                push.print()?;
                say("mpns: interrupted");
                push.say_how_to_go_on(&format!(" or --after-line {}", push.done));
                return Ok(ExitCode::from(interrupt::INTERRUPTED));
            }
            count = reader.next(&mut batch) => if count == 0 { break },
        }
        push.enqueue(&mut batch).await?;
    }
    let lines = reader.finish()?;
    push.invalid = lines.invalid;
    push.print()?;
    if options.name.is_none() {
        push.session.forget(&push.name).await;
    }
    lines.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// A push, as far as it is.
struct Push {
    session: Session,
    name: String,
    /// The jobs up to this line are enqueued.
    done: u64,
    /// How many were enqueued before.
    before: u64,
    /// How many are enqueued.
    jobs: u64,
    /// How many lines are wrong.
    invalid: u64,
}

impl Push {
    async fn begin(options: &Options, mut session: Session) -> Result<Self, Failure> {
        let name = options.name.clone().unwrap_or_else(|| Uuid::new_v4().to_string());
        let place = session.step(async |it| Place::lock(&**it, &name).await).await;
        let Place { reached, jobs, .. } = place.map_err(failed)?;
        let done = options.after_line.max(u64::try_from(reached).unwrap_or_default());
        Ok(Self { session, name, done, before: jobs, jobs, invalid: 0 })
    }

    /// Enqueues a batch, and notes it in the same transaction: all or none, and once.
    async fn enqueue(&mut self, batch: &mut Vec<Read>) -> Result<(), Failure> {
        let Some(last) = batch.last() else { return Ok(()) };
        let (last, invalid) = (last.line, last.invalid);
        let (jobs, _permits): (Vec<_>, Vec<_>) =
            batch.drain(..).map(|read| (read.job, read.permit)).unzip();
        let (name, done) = (&self.name, self.done);
        let step = self.session.step(async |it| enqueue_batch(it, name, done, last, &jobs).await);
        match step.await {
            Ok(Batch::Enqueued(jobs)) => {
                (self.done, self.invalid, self.jobs) = (last, invalid, jobs);
                Ok(())
            }
            Ok(Batch::Taken) => Err(Failure::no_reply(format_args!(
                "another program goes on with the push {name}: it is behind line {done}"
            ))),
            Err(error) => {
                if error.is_transient() || self.jobs > 0 {
                    say(format_args!("mpns: the jobs up to line {done} are enqueued"));
                    self.say_how_to_go_on("");
                }
                Err(failed(error))
            }
        }
    }

    /// Behind which line it is, is certain only if nothing failed.
    fn say_how_to_go_on(&self, or: &str) {
        let name = &self.name;
        say(format_args!(
            "mpns: to go on, give the same lines again, with --name {name}{or}; none is enqueued twice"
        ));
    }

    fn print(&self) -> Result<(), Failure> {
        let enqueued = self.jobs.saturating_sub(self.before);
        let line = json!({"enqueued": enqueued, "invalid": self.invalid, "lastLine": self.done});
        print(&json_line(&line)?)
    }
}

/// What is with a batch.
enum Batch {
    /// It is enqueued, and now there are so many jobs.
    Enqueued(u64),
    /// Another program has enqueued a part of it.
    Taken,
}

/// The jobs of the lines behind `done`, up to the last. If they are there, the connection was lost while they were committed.
async fn enqueue_batch(
    connection: &mut Connection,
    name: &str,
    done: u64,
    last: u64,
    jobs: &[NewJob],
) -> Result<Batch, Error> {
    let transaction = connection.transaction().await?;
    let mut place = Place::lock(&transaction, name).await?;
    let reached = u64::try_from(place.reached).unwrap_or_default();
    if reached < last {
        if reached > done {
            return Ok(Batch::Taken);
        }
        let ids = enqueue(&transaction, jobs).await?;
        place.jobs = place.jobs.saturating_add(u64::try_from(ids.len()).unwrap_or(u64::MAX));
        place.reached = i64::try_from(last).unwrap_or(i64::MAX);
        place.note(&transaction).await?;
    }
    transaction.commit().await?;
    Ok(Batch::Enqueued(place.jobs))
}

pub(super) const EXAMPLES: &str = "\
Examples:
  mpns queue push jobs.jsonl
  mpns queue push jobs.jsonl --name 2027-05-newsletter
  ./make-jobs | mpns queue push - --deadline 15m

A channel that is not known yet is added. A key that is not a text is one in the
queue: 7 becomes \"7\". The input may have any length, and may come slowly: up to
a thousand jobs at a time are enqueued, each time all or none. A line that is
wrong is said, and left out.

A connection that is lost is opened again, for up to a minute. No job is lost or
enqueued twice by that, nor if the push is interrupted or killed, and the same
lines are given again with its --name. Names are kept for 30 days after the last
job. Without a name, it draws one, and says it if it is interrupted.

Prints one JSON object: the numbers of jobs that were `enqueued` and of lines
that are `invalid`, and the `lastLine` that is in the queue.
Exit status: 0 all enqueued; 1 the database failed; 2 a line is wrong; 130
interrupted. After 1 and 130 it says how to go on.";
