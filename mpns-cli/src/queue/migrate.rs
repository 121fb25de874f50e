//! `mpns queue migrate`.

use std::process::ExitCode;

use mpns_queue::migrate;

use super::database_options::{DatabaseOptions, failed};
use crate::failure::Failure;
use crate::output::print;

pub(super) async fn run(database: &DatabaseOptions) -> Result<ExitCode, Failure> {
    let mut connection = database.connect().await?;
    let text = match migrate(&mut connection).await.map_err(failed)? {
        0 => "the schema mpns was created\n".to_owned(),
        before => format!("the schema mpns is up to date; it had version {before}\n"),
    };
    print(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

pub(super) const EXAMPLES: &str = "\
Examples:
  mpns queue migrate --database postgresql://postgres@db.example/push
  mpns queue init    # the same, with the variable MPNS_DATABASE

The role needs CREATE on the database, and CREATEROLE the first time: it creates
the roles mpns_enqueue, mpns_work and mpns_read, without a login. Grant them to
those that push, work and look:
  GRANT mpns_work TO push_worker;";
