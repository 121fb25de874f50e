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
    /// The [place](crate::Place) of a program that has not noted one since: 30 days.
    pub places: Duration,
    /// A channel that is expired and has no job: never deleted, the default, so that it is not added again unnoticed.
    pub expired_channels: Option<Duration>,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            results: Duration::from_secs(30 * 24 * 60 * 60),
            contents: Duration::from_secs(60 * 60),
            places: Duration::from_secs(30 * 24 * 60 * 60),
            expired_channels: None,
        }
    }
}

/// Deletes what is older, and returns how many rows that were. Each statement deletes at most `at_once` rows: as small
/// transactions, which a client without one of its own makes of them, they let vacuum keep up.
///
/// # Errors
///
/// If the database refuses: what was deleted before stays deleted.
pub async fn delete_old(
    client: &impl GenericClient,
    retention: &Retention,
    at_once: i64,
) -> Result<u64, Error> {
    let Retention { results, contents, places, expired_channels } = *retention;
    let page = u64::try_from(at_once).unwrap_or_default().max(1);
    let mut deleted = delete_contents(client, contents, at_once).await?;
    for (statement, age) in
        [(RESULTS, Some(results)), (PLACES, Some(places)), (CHANNELS, expired_channels)]
    {
        let Some(age) = age.map(|age| age.as_secs_f64()) else { continue };
        loop {
            let rows = client
                .query_typed(statement, &[(&age, Type::FLOAT8), (&at_once, Type::INT8)])
                .await?;
            let count = u64::try_from(rows.len()).unwrap_or_default();
            deleted = deleted.saturating_add(count);
            if count < page {
                break;
            }
        }
    }
    Ok(deleted)
}

/// Looks at each old content once, since there may be many that jobs of held channels need.
async fn delete_contents(
    client: &impl GenericClient,
    age: Duration,
    at_once: i64,
) -> Result<u64, Error> {
    let age = age.as_secs_f64();
    let (mut after, mut deleted) = (0_i64, 0_u64);
    loop {
        let params: &[(&(dyn tokio_postgres::types::ToSql + Sync), Type)] =
            &[(&age, Type::FLOAT8), (&at_once, Type::INT8), (&after, Type::INT8)];
        let rows = client.query_typed(CONTENTS, params).await?;
        let Some((Some(last), count)) = rows
            .first()
            .map(|row| (row.get::<_, Option<i64>>("last"), row.get::<_, i64>("deleted")))
        else {
            return Ok(deleted);
        };
        after = last;
        deleted = deleted.saturating_add(u64::try_from(count).unwrap_or_default());
    }
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
/// Ids are about in the order of age. The last id is absent if none of these is old.
const CONTENTS: &str = "
    WITH page AS MATERIALIZED (
        SELECT id, ctid AS place, created < now() - $1 * interval '1 second' AS is_old
        FROM mpns.content
        WHERE id > $3
        ORDER BY id
        LIMIT $2
    ), gone AS (
        -- By place, since by id the planner may read the whole table. No content is changed, so none moves.
        DELETE FROM mpns.content WHERE ctid = ANY (ARRAY(
            SELECT place FROM page
            -- Not a join, which may compare them all if the planner believes that there is one job.
            WHERE is_old AND (SELECT id FROM mpns.job WHERE job.content = page.id LIMIT 1) IS NULL
        ))
        RETURNING 1
    )
    SELECT
        CASE WHEN bool_or(is_old) THEN max(id) END AS last,
        (SELECT count(*) FROM gone) AS deleted
    FROM page";
const PLACES: &str = "
    DELETE FROM mpns.place WHERE (role, name) IN (
        SELECT role, name FROM mpns.place WHERE noted < now() - $1 * interval '1 second' LIMIT $2
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
