//! `mpns queue`.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::failure::Failure;
use crate::transport::runtime;

mod cancel;
mod channel_line;
mod channels;
mod database_options;
mod fan_out;
mod given_lines;
mod migrate;
mod passfile;
mod push;
mod result_line;
mod results;
mod session;
mod status;
mod terms;
mod work;

use database_options::DatabaseOptions;

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Options {
    #[command(flatten)]
    database: DatabaseOptions,

    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Create the schema mpns in the database, or bring it to the version of this program
    #[command(visible_alias = "init", after_help = migrate::EXAMPLES)]
    Migrate,
    /// Enqueue the jobs of a file
    #[command(after_help = push::EXAMPLES)]
    Push(push::Options),
    /// Enqueue one notification for all channels of a condition
    #[command(after_help = fan_out::EXAMPLES)]
    FanOut(fan_out::Options),
    /// Take back what has not been sent yet
    #[command(after_help = cancel::EXAMPLES)]
    Cancel(cancel::Options),
    /// Deliver what is in the queue, until interrupted
    #[command(after_help = work::EXAMPLES)]
    Work(Box<work::Options>),
    /// Show how much there is to do, and what was done lately
    #[command(after_help = status::EXAMPLES)]
    Status(status::Options),
    /// Print the results, one a line
    #[command(after_help = results::EXAMPLES)]
    Results(results::Options),
    /// Add, list or expire channels
    #[command(after_help = channels::EXAMPLES)]
    Channels(channels::Options),
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let database = &options.database;
    runtime()?.block_on(async {
        match &options.action {
            Action::Migrate => migrate::run(database).await,
            Action::Push(options) => push::run(options, database).await,
            Action::FanOut(options) => fan_out::run(options, database).await,
            Action::Cancel(options) => cancel::run(options, database).await,
            Action::Work(options) => work::run(options, database).await,
            Action::Status(options) => status::run(options, database).await,
            Action::Results(options) => results::run(options, database).await,
            Action::Channels(options) => channels::run(options, database).await,
        }
    })
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  export MPNS_DATABASE=postgresql://push@db.example/push
  mpns queue migrate
  mpns queue push jobs.jsonl
  mpns queue work --metrics 127.0.0.1:9464
  mpns queue results --follow

The password of the database is read from --database-password-file, PGPASSWORD
or the password file of PostgreSQL, ~/.pgpass, and is in no error. A server that
is reached by TLS has to show a certificate that Mozilla's list or --database-ca
trusts; `?sslmode=require` in the URL insists on TLS.

Exit status: 0 done; 1 the database refused or was not reached; 2 wrong usage or
content; 3 the output could not be written.";
