use std::collections::BTreeMap;
use std::time::Duration;

use tokio_postgres::types::Type;
use tokio_postgres::{GenericClient, Row};

use crate::Error;

/// How much there is to do, and what was done lately.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// Channels. Of more than some ten thousands, the database does not count but estimates them: see [`count_channels`].
    pub channels: u64,
    /// Whether that number is an estimate, as good as the last `ANALYZE` or vacuum.
    pub is_estimate: bool,
    /// Those that have jobs.
    pub with_jobs: u64,
    /// Of those, the ones that a worker may claim now.
    pub due: u64,
    /// Of those, the ones to which nothing is sent yet.
    pub held: u64,
    /// Channels that a worker has.
    pub leased: u64,
    /// Channels that are known to be gone.
    pub expired: u64,
    /// Jobs, with those that are being sent.
    pub jobs: u64,
    /// Jobs of channels that are held.
    pub held_jobs: u64,
    /// How long what could be sent has waited: see [`lag`].
    pub lag: Option<Duration>,
    /// The hosts that do not answer.
    pub hosts_down: Vec<HostDown>,
    /// How many jobs ended lately, by how.
    pub ended: BTreeMap<String, u64>,
}

/// A host that does not answer, or did not when it was tried last.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HostDown {
    /// Scheme, host and port.
    pub origin: String,
    /// How long nothing is sent to it. When that is over, one request finds out whether it is back.
    pub left: Duration,
    /// How often in a row a breaker opened.
    pub openings: u16,
}

/// The status, with the jobs that ended within the last `lately`.
///
/// It reads the channels that have jobs and those that are expired, and no others.
///
/// # Errors
///
/// If the database refuses.
pub async fn status(client: &impl GenericClient, lately: Duration) -> Result<Status, Error> {
    let lag = lag(client).await?;
    let hosts_down = client.query_typed(DOWN, &[]).await?.iter().map(HostDown::from_row).collect();
    let ended = client.query_typed(ENDED, &[(&lately.as_secs_f64(), Type::FLOAT8)]).await?;
    let ended = ended.iter().map(|row| (row.get("result"), count(row, "count"))).collect();
    let rows = client.query_typed(COUNTS, &[]).await?;
    let Some(row) = rows.first() else { return Ok(Status::default()) };
    let estimate = estimated_channels(client).await?;
    let channels = match estimate {
        Some(estimate) => estimate,
        None => count_channels(client).await?,
    };
    Ok(Status {
        channels,
        is_estimate: estimate.is_some(),
        with_jobs: count(row, "with_jobs"),
        due: count(row, "due"),
        held: count(row, "held"),
        leased: count(row, "leased"),
        expired: count(row, "expired"),
        jobs: count(row, "jobs"),
        held_jobs: count(row, "held_jobs"),
        lag,
        hosts_down,
        ended,
    })
}

/// Counts the channels one by one, which reads the whole table.
///
/// # Errors
///
/// If the database refuses.
pub async fn count_channels(client: &impl GenericClient) -> Result<u64, Error> {
    let rows = client.query_typed("SELECT count(*) FROM mpns.channel", &[]).await?;
    Ok(rows.first().map_or(0, |row| count(row, "count")))
}

/// How many there are by the statistics; `None` if there are few, or no statistics.
async fn estimated_channels(client: &impl GenericClient) -> Result<Option<u64>, Error> {
    let rows = client.query_typed(ESTIMATE, &[]).await?;
    let estimate = rows.first().and_then(|row| row.get::<_, Option<i64>>("channels"));
    Ok(estimate.and_then(|estimate| u64::try_from(estimate).ok()))
}

/// How long what could be sent has waited for a worker; `None` if nothing waits. What is held or for a host that is down
/// does not count.
///
/// It looks at those that were served least recently: a thousand, or one of each host. So it is quick at any number.
///
/// # Errors
///
/// If the database refuses.
pub async fn lag(client: &impl GenericClient) -> Result<Option<Duration>, Error> {
    let rows = client.query_typed(LAG, &[]).await?;
    let seconds = rows.first().and_then(|row| row.get::<_, Option<f64>>(0));
    Ok(seconds.map(|seconds| Duration::try_from_secs_f64(seconds).unwrap_or_default()))
}

impl HostDown {
    fn from_row(row: &Row) -> Self {
        let left = Duration::try_from_secs_f64(row.get("left")).unwrap_or_default();
        let openings = u16::try_from(row.get::<_, i16>("openings")).unwrap_or_default();
        Self { origin: row.get("origin"), left, openings }
    }
}

fn count(row: &Row, name: &str) -> u64 {
    u64::try_from(row.get::<_, i64>(name)).unwrap_or_default()
}

const COUNTS: &str = include_str!("sql/status.sql");
/// As the planner does it: how many there were on a page, times the pages that there are. 1,000 pages are 8 MB.
const ESTIMATE: &str = "
    SELECT (reltuples::float8 / relpages * pages)::bigint AS channels
    FROM pg_class, LATERAL (
        SELECT pg_relation_size(pg_class.oid) / current_setting('block_size')::integer AS pages
    ) AS now
    WHERE pg_class.oid = 'mpns.channel'::regclass AND reltuples >= 0 AND relpages > 0 AND pages > 1000";
const DOWN: &str = "
    SELECT origin, openings, extract(epoch FROM greatest(down_until - now(), interval '0'))::float8 AS left
    FROM mpns.host
    WHERE openings > 0
    ORDER BY origin";
const ENDED: &str = "
    SELECT result, count(*) FROM mpns.result
    WHERE ended > now() - $1 * interval '1 second'
    GROUP BY result";
const LAG: &str = include_str!("sql/lag.sql");
