//! `mpns queue channels`.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::database_options::DatabaseOptions;
use crate::failure::Failure;

mod add;
mod expire;
mod list;

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub(super) struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Add channels, each once; one that had expired is not any more
    #[command(after_help = add::EXAMPLES)]
    Add(add::Options),
    /// Print the channels, one a line, without their URIs
    #[command(after_help = list::EXAMPLES)]
    List(list::Options),
    /// Note that channels are gone: their jobs end without being sent
    #[command(after_help = expire::EXAMPLES)]
    Expire(expire::Options),
}

pub(super) async fn run(
    options: &Options,
    database: &DatabaseOptions,
) -> Result<ExitCode, Failure> {
    match &options.action {
        Action::Add(options) => add::run(options, database).await,
        Action::List(options) => list::run(options, database).await,
        Action::Expire(options) => expire::run(options, database).await,
    }
}

pub(super) const EXAMPLES: &str = "\
Examples:
  mpns queue channels add channels.jsonl
  mpns queue channels list
  mpns queue channels expire gone.txt

A channel URI is a secret: whoever has it can push. URIs come from files, not
from the command line, and are printed with `list --show-uris` only.";
