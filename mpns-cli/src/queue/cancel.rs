//! `mpns queue cancel`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use mpns_queue::{Cancellation, ContentId, cancel_channels, cancel_content};
use serde_json::json;

use super::channel_line::channel;
use super::database_options::{DatabaseOptions, failed};
use super::given_lines::GivenLines;
use super::session::Session;
use crate::failure::{Failure, say};
use crate::output::{json_line, print};

#[derive(Args)]
#[command(arg_required_else_help = true)]
#[group(required = true, multiple = false)]
pub(super) struct Options {
    /// Cancels a fan-out: the jobs with this content, by the number that `fan-out` printed
    #[arg(long, value_name = "NUMBER")]
    content: Option<i64>,

    /// Cancels all jobs of these channels: a URI a line, or {"channel": ..}; - is standard input
    #[arg(long, value_name = "FILE")]
    channels: Option<PathBuf>,

    /// Cancels all jobs of the channels of a condition in SQL, as that of `fan-out`
    #[arg(long = "where", value_name = "CONDITION")]
    condition: Option<String>,
}

pub(super) async fn run(
    options: &Options,
    database: &DatabaseOptions,
) -> Result<ExitCode, Failure> {
    let mut lines =
        options.channels.as_deref().map(|file| GivenLines::open(file, 0)).transpose()?;
    let mut session = Session::open(database).await?;
    let mut cancelled = 0;
    let done = match (&mut lines, options.content, &options.condition) {
        (Some(lines), ..) => by_channels(&mut session, lines, &mut cancelled).await,
        (_, Some(content), _) => by_content(&mut session, ContentId(content), &mut cancelled).await,
        (.., Some(condition)) => by_condition(&mut session, condition, &mut cancelled).await,
        _ => Err(Failure::usage("what is to be cancelled is needed: see --help")),
    };
    if done.is_err() && cancelled > 0 {
        say(format_args!("mpns: {cancelled} jobs are cancelled; the same command goes on"));
    }
    done?;
    let line = match &lines {
        Some(lines) => json!({"cancelled": cancelled, "invalid": lines.invalid}),
        None => json!({"cancelled": cancelled}),
    };
    print(&json_line(&line)?)?;
    lines.map_or(Ok(()), |lines| lines.finish())?;
    Ok(ExitCode::SUCCESS)
}

async fn by_channels(
    session: &mut Session,
    lines: &mut GivenLines,
    cancelled: &mut u64,
) -> Result<(), Failure> {
    loop {
        let page = lines.page(CHANNELS, channel)?;
        if page.is_empty() {
            return Ok(());
        }
        let step = session.step(async |it| cancel_channels(&**it, &page).await);
        *cancelled = cancelled.saturating_add(step.await.map_err(failed)?);
    }
}

async fn by_content(
    session: &mut Session,
    content: ContentId,
    cancelled: &mut u64,
) -> Result<(), Failure> {
    loop {
        let step = session.step(async |it| cancel_content(&**it, content, JOBS).await);
        match step.await.map_err(failed)? {
            0 => return Ok(()),
            jobs => *cancelled = cancelled.saturating_add(jobs),
        }
    }
}

async fn by_condition(
    session: &mut Session,
    condition: &str,
    cancelled: &mut u64,
) -> Result<(), Failure> {
    let mut cancellation = Cancellation::new(condition);
    loop {
        let step = session.step(async |it| {
            let mut next = cancellation.clone();
            Ok((next.cancel_page(&**it, Cancellation::PAGE).await?, next))
        });
        let (page, next) = step.await.map_err(failed)?;
        let Some(jobs) = page else { return Ok(()) };
        cancellation = next;
        *cancelled = cancelled.saturating_add(jobs);
    }
}

const CHANNELS: usize = 1000;
const JOBS: i64 = 5000;

pub(super) const EXAMPLES: &str = "\
Examples:
  mpns queue cancel --content 12
  mpns queue cancel --channels uris.txt
  mpns queue cancel --where \"owner = 'eu-7'\"

What a worker is sending is not taken back: its reply counts, and it is not sent
again. The others end as `cancelled`, without being sent. Jobs that are enqueued
meanwhile may be cancelled, too. The condition is SQL, with all that the role
may do; the role mpns_enqueue is enough.
Prints one JSON object: how many jobs were `cancelled` and, of a file, the
number of `invalid` lines.";
