//! `mpns queue fan-out`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use mpns_proto::Content;
use mpns_queue::{Connection, Error, FanOut, Place, Terms};
use serde_json::json;
use uuid::Uuid;

use super::database_options::{DatabaseOptions, failed};
use super::session::Session;
use super::terms::TermOptions;
use crate::failure::{Failure, say, warn};
use crate::output::{json_line, print};
use crate::{content, interrupt};

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub(super) struct Options {
    /// What to send: a notification in JSON, which is a job without key and channel
    #[arg(long, value_name = "FILE")]
    content: PathBuf,

    /// Which channels: a condition in SQL over `owner`, `os_version` and `created`, or true for all. It runs with the
    /// rights of the database's role, so it must be yours, not a stranger's
    #[arg(long = "where", value_name = "CONDITION")]
    condition: String,

    /// A name for this fan-out, under which the database keeps how far it is: the same command again goes on behind the
    /// last channel that has its job
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    #[command(flatten)]
    terms: TermOptions,
}

pub(super) async fn run(
    options: &Options,
    database: &DatabaseOptions,
) -> Result<ExitCode, Failure> {
    let (content, _) = content::read(&options.content)?;
    warn(&content.warnings());
    let is_asked_to_end = interrupt::flag()?;
    let mut session = Session::open(database).await?.until(is_asked_to_end);
    let name = options.name.clone().unwrap_or_else(|| Uuid::new_v4().to_string());
    let fan_out = Begin { name: &name, content: &content, options };
    let step = session.step(async |it| fan_out.begin(it).await);
    let (mut fan_out, before) = step.await.map_err(failed)?;
    if fan_out.after > 0 {
        let (content, after) = (fan_out.content.0, fan_out.after);
        say(format_args!("mpns: going on with content {content} behind channel {after}"));
    }
    let mut jobs = before;
    loop {
        let step = session.step(async |it| enqueue_page(it, &name, &fan_out).await);
        let page = step.await.map_err(|error| {
            if error.is_transient() || jobs > 0 {
                say_how_to_go_on(&name);
            }
            failed(error)
        })?;
        let Some(page) = page else { break };
        (fan_out, jobs) = page;
        if session.is_asked_to_end() {
            say_how_to_go_on(&name);
            return Ok(ExitCode::from(interrupt::INTERRUPTED));
        }
    }
    let enqueued = jobs.saturating_sub(before);
    let line = json!({"content": fan_out.content.0, "enqueued": enqueued});
    print(&json_line(&line)?)?;
    if options.name.is_none() {
        session.forget(&name).await;
    }
    Ok(ExitCode::SUCCESS)
}

/// The start of a fan-out.
struct Begin<'a> {
    name: &'a str,
    content: &'a Content,
    options: &'a Options,
}

impl Begin<'_> {
    /// Stores the content, unless that was done before, and returns how many jobs there are.
    async fn begin(&self, connection: &mut Connection) -> Result<(FanOut, u64), Error> {
        let (condition, terms): (_, Terms) = (&self.options.condition, self.options.terms.terms());
        let transaction = connection.transaction().await?;
        let mut place = Place::lock(&transaction, self.name).await?;
        let fan_out = match place.content {
            Some(content) => FanOut::resume(content, place.reached, condition, terms),
            None => FanOut::new(&transaction, self.content, condition, terms).await?,
        };
        place.content = Some(fan_out.content);
        place.note(&transaction).await?;
        transaction.commit().await?;
        Ok((fan_out, place.jobs))
    }
}

/// Enqueues the next page, and notes it in the same transaction. If it is there, the connection was lost while it was
/// committed. Returns the fan-out behind it, and how many jobs there are; `None` at the end.
async fn enqueue_page(
    connection: &mut Connection,
    name: &str,
    fan_out: &FanOut,
) -> Result<Option<(FanOut, u64)>, Error> {
    let mut fan_out = fan_out.clone();
    let transaction = connection.transaction().await?;
    let mut place = Place::lock(&transaction, name).await?;
    if place.reached > fan_out.after {
        fan_out.after = place.reached;
        return Ok(Some((fan_out, place.jobs)));
    }
    let Some(jobs) = fan_out.enqueue_page(&transaction, FanOut::PAGE).await? else {
        return Ok(None);
    };
    place.content = Some(fan_out.content);
    place.reached = fan_out.after;
    place.jobs = place.jobs.saturating_add(jobs);
    place.note(&transaction).await?;
    transaction.commit().await?;
    Ok(Some((fan_out, place.jobs)))
}

fn say_how_to_go_on(name: &str) {
    say(format_args!(
        "mpns: to go on, use the same command with --name {name}; no channel gets it twice"
    ));
}

pub(super) const EXAMPLES: &str = "\
Examples:
  mpns queue fan-out --content toast.json --where \"owner like 'eu-%'\"
  mpns queue fan-out --content toast.json --where true --deadline 1h
  mpns queue fan-out --content toast.json --where true --name goal-7

The key of each job is the owner of its channel. Channels that are known to be
gone are left out. The condition is SQL as you would write it behind WHERE, with
all that the role may do: give it a role that is granted mpns_enqueue only.

Channels get their jobs in pages of 5,000. A connection that is lost is opened
again, for up to a minute. No channel is left out or gets the job twice by that,
nor if the command is interrupted or killed, and run again with its --name.
Names are kept for 30 days after the last page. Without a name, it draws one,
and says it if it is interrupted.

Prints one JSON object: the number of the `content`, by which `cancel` takes it
back, and how many jobs were `enqueued`.
Exit status: 0 done; 1 the database failed; 2 wrong usage or content; 130
interrupted. After 1 and 130 it says how to go on.";
