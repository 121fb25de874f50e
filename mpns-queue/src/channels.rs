use mpns_proto::{ChannelUri, OsVersion};
use tokio_postgres::GenericClient;
use tokio_postgres::types::Type;

use crate::Error;
use crate::enqueue::add_hosts;
use crate::stored_uri::StoredUri;

/// A channel, with what you know of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NewChannel {
    /// Its URI.
    pub uri: ChannelUri,
    /// Your own key, such as a user. A fan-out finds channels by it.
    pub owner: Option<String>,
    /// The version of the phone's system. Content that would make such a phone close the channel is not sent to it.
    pub os_version: Option<OsVersion>,
}

impl NewChannel {
    /// A channel of which nothing else is known.
    #[must_use]
    pub const fn new(uri: ChannelUri) -> Self {
        Self { uri, owner: None, os_version: None }
    }
}

/// Adds channels, each once. One that is there gets the owner and the version; if it was expired, the app has opened it
/// again, so it is not any more.
///
/// # Errors
///
/// If the database refuses.
pub async fn add_channels(
    client: &impl GenericClient,
    channels: &[NewChannel],
) -> Result<(), Error> {
    let uris: Vec<_> = channels.iter().map(|channel| StoredUri::new(&channel.uri)).collect();
    add_hosts(client, &uris).await?;
    let texts: Vec<_> = uris.iter().map(|uri| &uri.text).collect();
    let origins: Vec<_> = uris.iter().map(|uri| &uri.origin).collect();
    let owners: Vec<_> = channels.iter().map(|channel| channel.owner.as_deref()).collect();
    let versions: Vec<_> =
        channels.iter().map(|channel| channel.os_version.map(OsVersion::as_str)).collect();
    let params: &[(&(dyn tokio_postgres::types::ToSql + Sync), Type)] = &[
        (&texts, Type::TEXT_ARRAY),
        (&origins, Type::TEXT_ARRAY),
        (&owners, Type::TEXT_ARRAY),
        (&versions, Type::TEXT_ARRAY),
    ];
    client.query_typed(ADD, params).await?;
    Ok(())
}

/// Notes that a channel is gone. Its jobs end as that, without being sent. Returns whether it was known and not expired.
///
/// # Errors
///
/// If the database refuses.
pub async fn expire_channel(
    client: &impl GenericClient,
    channel: &ChannelUri,
) -> Result<bool, Error> {
    Ok(expire_channels(client, std::slice::from_ref(channel)).await? > 0)
}

/// The same for many channels, some thousands at most. Returns how many were known and not expired.
///
/// # Errors
///
/// If the database refuses: none is noted then.
pub async fn expire_channels(
    client: &impl GenericClient,
    channels: &[ChannelUri],
) -> Result<u64, Error> {
    let uris: Vec<_> = channels.iter().map(|channel| StoredUri::new(channel).text).collect();
    let rows = client.query_typed(EXPIRE, &[(&uris, Type::TEXT_ARRAY)]).await?;
    Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
}

/// Of a channel that is given twice, the last counts.
const ADD: &str = "
    INSERT INTO mpns.channel AS channel (uri, host, owner, os_version)
    SELECT DISTINCT ON (given.uri) given.uri, host.id, given.owner, given.os_version
    FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS given (uri, origin, owner, os_version, place)
    JOIN mpns.host USING (origin)
    ORDER BY given.uri, given.place DESC
    ON CONFLICT (uri) DO UPDATE SET
        owner = coalesce(excluded.owner, channel.owner),
        os_version = coalesce(excluded.os_version, channel.os_version),
        expired = NULL";
/// Locked in the order in which [`enqueue`](crate::enqueue) locks them.
const EXPIRE: &str = "
    WITH locked AS MATERIALIZED (
        SELECT id FROM mpns.channel WHERE uri = ANY ($1) AND expired IS NULL ORDER BY uri FOR NO KEY UPDATE
    )
    UPDATE mpns.channel SET expired = now() FROM locked WHERE channel.id = locked.id RETURNING channel.id";
