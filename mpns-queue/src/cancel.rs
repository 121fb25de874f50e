use mpns_proto::ChannelUri;
use tokio_postgres::GenericClient;
use tokio_postgres::types::Type;

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
    let uri = StoredUri::new(channel).text;
    cancelled(client.query_typed(CANCEL_CHANNEL, &[(&uri, Type::TEXT)]).await?)
}

/// The same for jobs with this content, at most this many at once: call it until it returns 0. It withdraws a
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
    let params: &[(&(dyn tokio_postgres::types::ToSql + Sync), Type)] =
        &[(&content.0, Type::INT8), (&at_most, Type::INT8)];
    cancelled(client.query_typed(CANCEL_CONTENT, params).await?)
}

#[expect(clippy::needless_pass_by_value, reason = "all of it has been used")]
fn cancelled(rows: Vec<tokio_postgres::Row>) -> Result<u64, Error> {
    let count = rows.first().map_or(0, |row| row.get::<_, i64>(0));
    Ok(u64::try_from(count).unwrap_or_default())
}

const CANCEL_CHANNEL: &str = concat!(
    "WITH chosen AS MATERIALIZED (
        SELECT job.channel, job.id FROM mpns.job JOIN mpns.channel ON channel.id = job.channel
        WHERE channel.uri = $1 AND NOT job.cancelled
    ), ",
    include_str!("sql/cancel.sql")
);
const CANCEL_CONTENT: &str = concat!(
    "WITH chosen AS MATERIALIZED (
        SELECT job.channel, job.id FROM mpns.job WHERE job.content = $1 AND NOT job.cancelled LIMIT $2
    ), ",
    include_str!("sql/cancel.sql")
);
