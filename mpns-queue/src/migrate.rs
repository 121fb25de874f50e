use tokio_postgres::{Client, GenericClient};

use crate::{Error, ErrorKind};

/// Brings the schema `mpns` to the version of this crate: creates it, or changes an older one. Returns the version that it
/// had.
///
/// The role has to own the schema or may create one, and needs `CREATEROLE` the first time, unless the three roles exist.
/// It is one transaction, and programs that call it at the same time wait for each other. Workers that run go on. It waits
/// for tables that others use for at most 10 seconds, since all others wait behind it.
///
/// # Errors
///
/// If the schema is of a newer crate, or the role may not do it, or tables are in use: nothing has changed then. The last
/// is [transient](Error::is_transient).
pub async fn migrate(client: &mut Client) -> Result<i32, Error> {
    let transaction = client.transaction().await?;
    transaction.batch_execute(BEGIN).await?;
    let before = version(&transaction).await?;
    let known = latest();
    if before > known {
        return Err(newer(before));
    }
    for (number, migration) in MIGRATIONS.iter().filter(|(number, _)| *number > before) {
        transaction.batch_execute(migration).await?;
        transaction.execute(NOTE, &[number]).await?;
    }
    transaction.commit().await?;
    Ok(before)
}

/// Checks that the schema has the version of this crate.
///
/// # Errors
///
/// If it has another, or is missing.
pub async fn check_schema(client: &impl GenericClient) -> Result<(), Error> {
    let found = match version(client).await {
        Err(error) if error.kind() == ErrorKind::Schema => {
            let text = "the schema mpns is missing: migrate it";
            return Err(Error::new(ErrorKind::Schema, text));
        }
        version => version?,
    };
    if found > latest() {
        return Err(newer(found));
    }
    if found < latest() {
        let known = latest();
        let text = format!("the schema mpns has version {found}, and needs {known}: migrate it");
        return Err(Error::new(ErrorKind::Schema, text));
    }
    Ok(())
}

async fn version(client: &impl GenericClient) -> Result<i32, Error> {
    Ok(client.query_one(VERSION, &[]).await?.get(0))
}

fn latest() -> i32 {
    MIGRATIONS.iter().map(|(number, _)| *number).max().unwrap_or_default()
}

fn newer(found: i32) -> Error {
    let text = format!("the schema mpns has version {found}, which is newer than this program");
    Error::new(ErrorKind::Schema, text)
}

/// In order. One that was released is never changed.
const MIGRATIONS: &[(i32, &str)] = &[
    (1, include_str!("../migrations/0001.sql")),
    (2, include_str!("../migrations/0002.sql")),
    (3, include_str!("../migrations/0003.sql")),
    (4, include_str!("../migrations/0004.sql")),
];

/// The number of the lock has no meaning but that no one else takes it.
const BEGIN: &str = "
    SELECT pg_advisory_xact_lock(5570193208431);
    CREATE SCHEMA IF NOT EXISTS mpns;
    CREATE TABLE IF NOT EXISTS mpns.migration (
        number integer PRIMARY KEY,
        applied timestamptz NOT NULL DEFAULT now()
    );";
const VERSION: &str = "SELECT coalesce(max(number), 0) FROM mpns.migration";
const NOTE: &str = "INSERT INTO mpns.migration (number) VALUES ($1)";
