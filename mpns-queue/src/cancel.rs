use mpns_proto::ChannelUri;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{GenericClient, Row};

use crate::stored_uri::StoredUri;
use crate::{ContentId, Error};

/// Ends every job of a channel as cancelled, and returns how many. Of one that a worker is sending, the reply counts; it is
/// not repeated.
///
/// # Errors
///
/// If the database refuses.
pub async fn cancel_channel(
    client: &impl GenericClient,
    channel: &ChannelUri,
) -> Result<u64, Error> {
    cancel_channels(client, std::slice::from_ref(channel)).await
}

/// The same for many channels, some thousands at most.
///
/// # Errors
///
/// If the database refuses: nothing has been cancelled then.
pub async fn cancel_channels(
    client: &impl GenericClient,
    channels: &[ChannelUri],
) -> Result<u64, Error> {
    let uris: Vec<_> = channels.iter().map(|channel| StoredUri::new(channel).text).collect();
    let cancelled = cancel(client, CANCEL_CHANNELS, &[(&uris, Type::TEXT_ARRAY)]).await?;
    Ok(cancelled.jobs)
}

/// The same for jobs with this content, in a page of about this many: call it until it returns 0. It withdraws a
/// [fan-out](crate::FanOut).
///
/// # Errors
///
/// If the database refuses.
pub async fn cancel_content(
    client: &impl GenericClient,
    content: ContentId,
    at_most: i64,
) -> Result<u64, Error> {
    let params: &[(&(dyn ToSql + Sync), Type)] =
        &[(&content.0, Type::INT8), (&at_most, Type::INT8)];
    Ok(cancel(client, CANCEL_CONTENT, params).await?.jobs)
}

/// The same for all channels that a condition selects, in pages.
#[derive(Clone, Debug)]
pub struct Cancellation {
    /// The jobs of the channels up to this number are cancelled.
    pub after: i64,
    statement: String,
}

impl Cancellation {
    /// How many channels a page has, if you have no reason for another number: they wait until it is committed.
    pub const PAGE: i64 = 1_000;

    /// **`condition` is SQL**, as that of a [fan-out](crate::FanOut): it must not come from a stranger.
    #[must_use]
    pub fn new(condition: &str) -> Self {
        let statement = CANCEL_WHERE.replace("/* condition */ true", &format!("({condition}\n)"));
        Self { after: 0, statement }
    }

    /// Cancels all jobs of the next channels, and returns how many; `None` if there was no channel with a job left.
    ///
    /// # Errors
    ///
    /// If the database refuses, for example the condition.
    pub async fn cancel_page(
        &mut self,
        client: &impl GenericClient,
        channels: i64,
    ) -> Result<Option<u64>, Error> {
        let params: &[(&(dyn ToSql + Sync), Type)] =
            &[(&self.after, Type::INT8), (&channels, Type::INT8)];
        let Cancelled { jobs, last } = cancel(client, &self.statement, params).await?;
        let Some(last) = last else { return Ok(None) };
        self.after = last;
        Ok(Some(jobs))
    }
}

struct Cancelled {
    jobs: u64,
    /// Of a page of channels, the last.
    last: Option<i64>,
}

/// A job that a worker took or ended while the statement waited for its channel is not as the statement saw it, which leaves
/// it alone. So there is another look.
async fn cancel(
    client: &impl GenericClient,
    statement: &str,
    params: &[(&(dyn ToSql + Sync), Type)],
) -> Result<Cancelled, Error> {
    let mut all = Cancelled { jobs: 0, last: None };
    for _ in 0..LOOKS {
        let rows = client.query_typed(statement, params).await?;
        let Some(row) = rows.first() else { break };
        let (chosen, cancelled) = (count(row, "chosen"), count(row, "cancelled"));
        all.jobs = all.jobs.saturating_add(cancelled);
        let last = row.try_get::<_, Option<i64>>("last");
        all.last = all.last.max(last.ok().flatten());
        if cancelled >= chosen {
            break;
        }
    }
    Ok(all)
}

fn count(row: &Row, name: &str) -> u64 {
    u64::try_from(row.get::<_, i64>(name)).unwrap_or_default()
}

/// A worker takes one job of a channel at a time, so that there is hardly ever a third.
const LOOKS: usize = 10;
/// Joined by `= ANY`, for the reason in `cancel.sql`.
const CANCEL_CHANNELS: &str = concat!(
    "WITH chosen AS MATERIALIZED (
        SELECT job.channel, job.id FROM mpns.job JOIN mpns.channel ON job.channel = ANY (ARRAY[channel.id])
        WHERE channel.uri = ANY ($1) AND NOT job.cancelled
    ), ",
    include_str!("sql/cancel.sql")
);
const CANCEL_CONTENT: &str = concat!(
    "WITH chosen AS MATERIALIZED (
        SELECT job.channel, job.id FROM mpns.job WHERE job.content = $1 AND NOT job.cancelled LIMIT $2
    ), ",
    include_str!("sql/cancel.sql")
);
const CANCEL_WHERE: &str = concat!(
    "WITH page AS MATERIALIZED (
        SELECT id FROM mpns.channel
        WHERE id > $1 AND waiting > 0 AND /* condition */ true
        ORDER BY id
        LIMIT $2
    ), chosen AS MATERIALIZED (
        SELECT job.channel, job.id FROM mpns.job JOIN page ON job.channel = ANY (ARRAY[page.id])
        WHERE NOT job.cancelled
    ), ",
    include_str!("sql/cancel.sql"),
    ", (SELECT max(id) FROM page) AS last"
);
