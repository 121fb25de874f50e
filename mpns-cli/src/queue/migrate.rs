//! `mpns queue migrate`.

use std::process::ExitCode;

use mpns_queue::{Error, ErrorKind, migrate};

use super::database_options::{DatabaseOptions, failed};
use crate::failure::Failure;
use crate::output::print;

pub(super) async fn run(database: &DatabaseOptions) -> Result<ExitCode, Failure> {
    let mut connection = database.open(1)?.connect().await.map_err(failed)?;
    let text = match migrate(&mut connection).await.map_err(not_migrated)? {
        0 => "the schema mpns was created\n".to_owned(),
        before => format!("the schema mpns is up to date; it had version {before}\n"),
    };
    print(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn not_migrated(error: Error) -> Failure {
    if error.kind() != ErrorKind::Privilege {
        return failed(error);
    }
    Failure::no_reply(format_args!(
        "{error}; the role needs CREATE on the database, and CREATEROLE the first time, or has to own the schema"
    ))
}

pub(super) const EXAMPLES: &str = "\
Examples:
  mpns queue migrate --database postgresql://postgres@db.example/push
  mpns queue init    # the same, with the variable MPNS_DATABASE

The role needs CREATE on the database, and CREATEROLE the first time: it creates
the roles mpns_enqueue, mpns_work and mpns_read, without a login. Grant them to
those that push, work and look:
  GRANT mpns_work TO push_worker;";
