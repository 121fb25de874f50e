use std::time::SystemTime;

use mpns_proto::ChannelUri;
use tokio_postgres::GenericClient;
use tokio_postgres::types::Type;

use crate::Error;

/// A channel as it is in the queue.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ListedChannel {
    /// Its number, after which the next page begins.
    pub id: i64,
    /// Its URI, a secret, if it was asked for.
    pub uri: Option<ChannelUri>,
    /// Scheme, host and port.
    pub origin: String,
    /// Your own key.
    pub owner: Option<String>,
    /// The version of the phone's system.
    pub os_version: Option<String>,
    /// How many jobs it has.
    pub waiting: u32,
    /// Until when nothing is sent to it.
    pub held_until: Option<SystemTime>,
    /// Whether a worker has a lease on it.
    pub is_leased: bool,
    /// When it was added.
    pub created: SystemTime,
    /// Since when it is known to be gone.
    pub expired: Option<SystemTime>,
}

/// The channels after the one with this number, at most this many, in the order of their numbers; from 0 on, all.
///
/// With their URIs, the role has to be one that may see them: `mpns_read` may not.
///
/// # Errors
///
/// If the database refuses.
pub async fn list_channels(
    client: &impl GenericClient,
    after: i64,
    at_most: i64,
    with_uris: bool,
) -> Result<Vec<ListedChannel>, Error> {
    let uri = if with_uris { "channel.uri" } else { "NULL" };
    let statement = LIST.replace("/* uri */ NULL", uri);
    let params: &[(&(dyn tokio_postgres::types::ToSql + Sync), Type)] =
        &[(&after, Type::INT8), (&at_most, Type::INT8)];
    let rows = client.query_typed(&statement, params).await?;
    let listed = rows.iter().map(|row| ListedChannel {
        id: row.get("id"),
        uri: row.get::<_, Option<&str>>("uri").and_then(|uri| uri.parse().ok()),
        origin: row.get("origin"),
        owner: row.get("owner"),
        os_version: row.get("os_version"),
        waiting: u32::try_from(row.get::<_, i32>("waiting")).unwrap_or_default(),
        held_until: row.get("held_until"),
        is_leased: row.get("is_leased"),
        created: row.get("created"),
        expired: row.get("expired"),
    });
    Ok(listed.collect())
}

const LIST: &str = "
    SELECT
        channel.id, (/* uri */ NULL)::text AS uri, host.origin, channel.owner, channel.os_version, channel.waiting,
        CASE WHEN channel.held_until > now() THEN channel.held_until END AS held_until,
        channel.lease_owner IS NOT NULL AND channel.lease_until > now() AS is_leased,
        channel.created, channel.expired
    FROM mpns.channel JOIN mpns.host ON host.id = channel.host
    WHERE channel.id > $1
    ORDER BY channel.id
    LIMIT $2";
