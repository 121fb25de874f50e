//! `mpns queue results`.

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use mpns_queue::{
    Cursor, Database, Error, JobResult, ParseCursorError, Results, check_schema, results_after,
};

use super::database_options::{DatabaseOptions, failed};
use super::result_line::result_line;
use crate::failure::{Failure, chain, say};
use crate::interrupt;
use crate::output::print_while_read;
use crate::terminal::escape_json;

#[derive(Args)]
pub(super) struct Options {
    /// Prints the results after this one: the `cursor` of its line
    #[arg(long, value_name = "CURSOR", value_parser = cursor)]
    after: Option<Cursor>,

    /// Prints the results as they come, until interrupted
    #[arg(long, short)]
    follow: bool,
}

pub(super) async fn run(
    options: &Options,
    database: &DatabaseOptions,
) -> Result<ExitCode, Failure> {
    let database = database.open(1)?;
    let cursor = options.after.unwrap_or(Cursor::START);
    if options.follow {
        let interrupt = interrupt::wait()?;
        tokio::select! {
            followed = follow(&database, cursor) => followed?,
            () = interrupt => {}
        }
    } else {
        print_all(&database, cursor).await?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn print_all(database: &Database, mut cursor: Cursor) -> Result<(), Failure> {
    let connection = database.connect().await.map_err(failed)?;
    check_schema(&*connection).await.map_err(failed)?;
    loop {
        let page = results_after(&*connection, cursor, PAGE).await.map_err(failed)?;
        let Some(last) = page.last() else { return Ok(()) };
        cursor = last.cursor;
        if !print_page(&page)? {
            return Ok(());
        }
    }
}

/// Prints what comes. A connection that is lost is opened again, as a server that restarts is waited for.
async fn follow(database: &Database, mut cursor: Cursor) -> Result<(), Failure> {
    // What is wrong at the start is said at once.
    {
        let connection = database.connect().await.map_err(failed)?;
        check_schema(&*connection).await.map_err(failed)?;
    }
    let mut results = Some(Results::after(database, cursor).await.map_err(failed)?);
    let mut is_lost = false;
    loop {
        match next_page(&mut results, database, cursor).await {
            Ok(page) => {
                is_lost = false;
                cursor = page.last().map_or(cursor, |last| last.cursor);
                if !print_page(&page)? {
                    return Ok(());
                }
            }
            Err(error) if error.is_transient() => {
                if !is_lost {
                    say(format_args!("mpns: {}; trying again", chain(&error)));
                }
                (results, is_lost) = (None, true);
                tokio::time::sleep(PAUSE).await;
            }
            Err(error) => return Err(failed(error)),
        }
    }
}

async fn next_page(
    results: &mut Option<Results>,
    database: &Database,
    cursor: Cursor,
) -> Result<Vec<JobResult>, Error> {
    let results = match results {
        Some(results) => results,
        None => results.insert(Results::after(database, cursor).await?),
    };
    results.next_page(PAGE).await
}

/// Whether someone still reads.
fn print_page(page: &[JobResult]) -> Result<bool, Failure> {
    let mut lines = String::new();
    for result in page {
        let line = result_line(result);
        let line =
            line.map_err(|error| Failure::content("the result cannot be written", &error))?;
        lines.push_str(&escape_json(&line));
        lines.push('\n');
    }
    print_while_read(lines.as_bytes())
}

fn cursor(text: &str) -> Result<Cursor, String> {
    text.parse().map_err(|error: ParseCursorError| error.to_string())
}

const PAGE: i64 = 1000;
const PAUSE: Duration = Duration::from_secs(1);

pub(super) const EXAMPLES: &str = "\
Examples:
  mpns queue results > results.jsonl
  mpns queue results --follow --after 731-42

A line has the `cursor` after which to go on, the `job`, its `key`, the numbers
of its `channelId` and `content`, and then what a line of `mpns batch` has: the
`result`, which is accepted, refused, gave-up (for a `reason`) or invalid, and
all that `mpns outcome` prints. The role mpns_read is enough.

Each result comes once, in an order that does not change. Those of a transaction
come when all older ones are over, so a long one that writes delays them.";
