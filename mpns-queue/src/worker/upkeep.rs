//! The statements that mend what claims have left.

use std::time::Duration;

use mpns_outbox::End;
use uuid::Uuid;

use super::leased::Leased;
use crate::Error;
use crate::database::{Connection, Database};

/// How long something is at most.
#[derive(Clone, Copy)]
pub(super) struct Longest {
    /// A hold of a channel.
    pub(super) hold: Duration,
    /// One of a host.
    pub(super) down: Duration,
}

/// Shortens what is held or leased for longer than anything may be.
pub(super) async fn clamp(
    connection: &Connection,
    longest: Longest,
    lease: Duration,
) -> Result<(), Error> {
    let Longest { hold, down } = longest;
    let statement = connection.prepare(CLAMP).await?;
    connection.execute(&statement, &[&hold.as_secs_f64(), &lease.as_secs_f64()]).await?;
    let statement = connection.prepare(CLAMP_HOSTS).await?;
    connection.execute(&statement, &[&down.as_secs_f64()]).await?;
    Ok(())
}

/// Gives back what a worker that ends may have left.
pub(super) async fn give_back_all(
    database: &Database,
    owner: Uuid,
    lease: Duration,
) -> Result<(), Error> {
    let connection = database.connect().await?;
    let given = database.within_time(give_back(&connection, owner, lease, &[])).await;
    if given.is_err() {
        connection.discard();
    }
    given
}

/// Gives back what this worker has leased, but for the channels that it knows of.
pub(super) async fn give_back(
    connection: &Connection,
    owner: Uuid,
    lease: Duration,
    known: &[i64],
) -> Result<(), Error> {
    let statement = connection.prepare(GIVE_BACK).await?;
    connection.execute(&statement, &[&owner, &lease.as_secs_f64(), &known]).await?;
    Ok(())
}

/// Ends the jobs of channels that are known to be gone, some of each channel at a time, and releases the channels.
pub(super) async fn end_expired(
    connection: &Connection,
    owner: Uuid,
    channels: &[&Leased],
) -> Result<u64, Error> {
    let ids: Vec<_> = channels.iter().map(|it| it.id).collect();
    let untils: Vec<_> = channels.iter().map(|it| it.until).collect();
    let word = End::ChannelExpired.as_str();
    let statement = connection.prepare(END_EXPIRED).await?;
    let rows = connection.query(&statement, &[&owner, &ids, &untils, &GONE_AT_ONCE, &word]).await?;
    let count = rows.iter().map(|row| row.get::<_, i64>("jobs")).fold(0, i64::saturating_add);
    Ok(u64::try_from(count).unwrap_or_default())
}

const GIVE_BACK: &str = include_str!("../sql/give_back.sql");
const CLAMP: &str = include_str!("../sql/clamp.sql");
const CLAMP_HOSTS: &str = "
    UPDATE mpns.host SET down_until = now() + $1::float8 * interval '1 second'
    WHERE down_until > now() + $1::float8 * interval '1 second'";
const END_EXPIRED: &str = include_str!("../sql/end_expired.sql");
/// How many jobs of a channel that is gone end in one statement.
const GONE_AT_ONCE: i64 = 1_000;
