use std::time::Duration;

use tokio_postgres::GenericClient;
use tokio_postgres::types::Type;

use crate::Error;

/// How long what is over is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retention {
    /// A result: 30 days.
    pub results: Duration,
    /// A content without a job: an hour. It is in use from when it is enqueued, so this has to be longer than a
    /// transaction that enqueues takes, or the pause of a [fan-out](crate::FanOut) that is resumed.
    pub contents: Duration,
    /// A channel that is expired and has no job: never deleted, the default, so that it is not added again unnoticed.
    pub expired_channels: Option<Duration>,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            results: Duration::from_secs(30 * 24 * 60 * 60),
            contents: Duration::from_secs(60 * 60),
            expired_channels: None,
        }
    }
}

/// Deletes what is older, at most this many rows of each kind, and returns how many: call it from time to time until
/// it returns 0. Small transactions let vacuum keep up.
///
/// # Errors
///
/// If the database refuses.
pub async fn delete_old(
    client: &impl GenericClient,
    retention: &Retention,
    at_most: i64,
) -> Result<u64, Error> {
    let Retention { results, contents, expired_channels } = *retention;
    let mut deleted = 0_u64;
    for (statement, age) in
        [(RESULTS, Some(results)), (CONTENTS, Some(contents)), (CHANNELS, expired_channels)]
    {
        let Some(age) = age.map(|age| age.as_secs_f64()) else { continue };
        let params: &[(&(dyn tokio_postgres::types::ToSql + Sync), Type)] =
            &[(&age, Type::FLOAT8), (&at_most, Type::INT8)];
        let count = client.query_typed(statement, params).await?;
        deleted = deleted.saturating_add(u64::try_from(count.len()).unwrap_or_default());
    }
    Ok(deleted)
}

/// Those that were written first are looked at first.
const RESULTS: &str = "
    DELETE FROM mpns.result USING (
        SELECT written, id FROM (
            SELECT written, id, ended FROM mpns.result ORDER BY written, id LIMIT $2
        ) AS first
        WHERE ended < now() - $1 * interval '1 second'
    ) AS old
    WHERE result.written = old.written AND result.id = old.id
    RETURNING 1";
const CONTENTS: &str = "
    DELETE FROM mpns.content WHERE id IN (
        SELECT id FROM mpns.content
        WHERE created < now() - $1 * interval '1 second'
            AND NOT EXISTS (SELECT FROM mpns.job WHERE job.content = content.id)
        ORDER BY created
        LIMIT $2
    )
    RETURNING 1";
const CHANNELS: &str = "
    DELETE FROM mpns.channel WHERE id IN (
        SELECT id FROM mpns.channel
        WHERE expired < now() - $1 * interval '1 second' AND waiting = 0
        ORDER BY id
        LIMIT $2
        FOR UPDATE SKIP LOCKED
    )
    RETURNING 1";
