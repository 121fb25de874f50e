//! What a worker does beside its work: it deletes what is old, and measures the lag.

use std::time::Duration;

use mpns_queue::{Database, Error, Retention, delete_old, lag};
use serde_json::json;
use tokio::time::timeout;

use super::log::{Level, log};
use super::shared::Shared;
use crate::failure::chain;

/// Keeps the lag up to date. It does not end. That the database is away, the worker says.
pub(super) async fn measure_lag(database: &Database, shared: &Shared) {
    loop {
        let measured = timeout(LONGEST, measure(database)).await;
        shared.set_lag(measured.ok().and_then(Result::ok));
        tokio::time::sleep(MEASURE).await;
    }
}

/// Deletes what is old now and then. It does not end. What fails is tried again the next time.
pub(super) async fn delete_now_and_then(
    database: &Database,
    retention: &Retention,
    shared: &Shared,
) {
    while !shared.is_draining() {
        match delete(database, retention).await {
            Ok(0) => {}
            Ok(rows) => log(Level::Info, "deleted-old", &[("rows", json!(rows))]),
            Err(error) if error.is_transient() => {}
            Err(error) => {
                log(Level::Warning, "cannot-delete-old", &[("error", json!(chain(&error)))]);
            }
        }
        tokio::time::sleep(DELETE).await;
    }
    std::future::pending().await
}

/// Nothing that waits is a lag of zero.
async fn measure(database: &Database) -> Result<Duration, Error> {
    let connection = database.connect().await?;
    Ok(lag(&*connection).await?.unwrap_or_default())
}

async fn delete(database: &Database, retention: &Retention) -> Result<u64, Error> {
    let connection = database.connect().await?;
    delete_old(&*connection, retention, AT_ONCE).await
}

const MEASURE: Duration = Duration::from_secs(5);
const DELETE: Duration = Duration::from_secs(60);
const LONGEST: Duration = Duration::from_secs(10);
/// How many rows of a kind are deleted by one statement.
const AT_ONCE: i64 = 10_000;
