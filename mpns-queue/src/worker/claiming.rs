//! The statements that claim channels.

use std::num::NonZeroU16;
use std::time::{Duration, SystemTime};

use mpns_outbox::End;
use mpns_proto::{ChannelUri, NoReply, OsVersion};
use tokio_postgres::Row;
use uuid::Uuid;

use super::claim::{Claim, Lease};
use super::contents::Contents;
use super::settlement::{Fate, Sent, Settlement};
use crate::Error;
use crate::database::{Connection, Database};

/// What to claim.
pub(super) struct Wanted {
    pub(super) owner: Uuid,
    pub(super) lease: Duration,
    pub(super) channels: usize,
    pub(super) per_host: i32,
    /// How many claims the hosts have.
    pub(super) busy: (Vec<i32>, Vec<i32>),
    /// The hosts to leave out.
    pub(super) down: Vec<String>,
    /// The host whose turn was last.
    pub(super) after_host: i32,
    /// The channels that are known to be leased, if there may be others: the last claim failed.
    pub(super) known: Option<Vec<i64>>,
    /// If it is time to look for what is longer, because the clock of the database was wrong.
    pub(super) clamp_to: Option<Longest>,
    /// The worker's own clock before the claim.
    pub(super) began: Duration,
}

/// How long something is at most.
#[derive(Clone, Copy)]
pub(super) struct Longest {
    /// A hold of a channel.
    pub(super) hold: Duration,
    /// One of a host.
    pub(super) down: Duration,
}

/// What has been claimed.
#[derive(Default)]
pub(super) struct Claims {
    pub(super) claims: Vec<Claim>,
    /// Jobs that end without being sent.
    pub(super) ended: Vec<Settlement>,
    /// How many jobs of channels that are known to be gone have ended.
    pub(super) gone: u64,
    /// How many channels were leased.
    pub(super) channels: usize,
    /// The host whose turn was last, if any gave a channel.
    pub(super) last_host: Option<i32>,
    /// The time of the database.
    pub(super) now: Option<SystemTime>,
}

/// The end of a claim.
pub(super) struct Claimed {
    pub(super) wanted: Wanted,
    pub(super) contents: Contents,
    pub(super) result: Result<Claims, Error>,
}

/// A channel on which a lease was taken.
struct Leased {
    id: i64,
    uri: Option<ChannelUri>,
    host: i32,
    os: Option<OsVersion>,
    backoffs: u8,
    until: SystemTime,
    is_expired: bool,
    openings: u8,
}

/// Claims over one of the connections.
pub(super) async fn claim_some(
    database: Database,
    wanted: Wanted,
    mut contents: Contents,
) -> Claimed {
    let result = match database.connect().await {
        Ok(mut connection) => {
            let claiming = claim(&mut connection, &wanted, &mut contents);
            let result = database.within_time(claiming).await;
            if result.is_err() {
                connection.discard();
            }
            result
        }
        Err(error) => Err(error),
    };
    Claimed { wanted, contents, result }
}

/// Claims channels that are due, and counts an attempt of the job at the head of each.
///
/// The head is read by a statement of its own after the rows of the channels are locked: in one statement, it could be a job
/// that ended since the statement began.
async fn claim(
    connection: &mut Connection,
    wanted: &Wanted,
    contents: &mut Contents,
) -> Result<Claims, Error> {
    let lease = connection.prepare(LEASE).await?;
    let take = connection.prepare(TAKE).await?;
    let Wanted { owner, lease: length, channels, per_host, busy, down, after_host, began, .. } =
        wanted;
    let channels = i64::try_from(*channels).unwrap_or(i64::MAX);
    tidy(connection, wanted).await?;
    let transaction = connection.transaction().await?;
    let rows = transaction
        .query(
            &lease,
            &[
                owner,
                &length.as_secs_f64(),
                &channels,
                per_host,
                &busy.0,
                &busy.1,
                down,
                after_host,
            ],
        )
        .await?;
    let now = rows.first().map(|row| row.get("now"));
    let leased: Vec<_> = rows.iter().map(Leased::from_row).collect();
    let alive: Vec<_> = leased.iter().filter(|it| !it.is_expired).map(|it| it.id).collect();
    let jobs =
        if alive.is_empty() { Vec::new() } else { transaction.query(&take, &[&alive]).await? };
    transaction.commit().await?;

    contents.load(connection, jobs.iter().map(|job| job.get("content"))).await?;
    let ends = began.saturating_add(*length);
    let last_host = last_turn(leased.iter().map(|it| it.host), *after_host);
    let mut claims = Claims { channels: leased.len(), last_host, now, ..Claims::default() };
    for job in &jobs {
        let id: i64 = job.get("channel");
        let Some(channel) = leased.iter().find(|it| it.id == id) else { continue };
        match claimed(channel, job, contents, ends) {
            Ok(claim) => claims.claims.push(claim),
            Err(settlement) => claims.ended.push(settlement),
        }
    }
    // A channel without a job is not sent to again until its lease is over, as all whose counter is wrong.
    let expired: Vec<_> = leased.iter().filter(|it| it.is_expired).collect();
    if !expired.is_empty() {
        claims.gone = end_expired(connection, *owner, &expired).await?;
    }
    Ok(claims)
}

/// Of these hosts, the one whose turn is last: those after this host come first.
fn last_turn(hosts: impl Iterator<Item = i32>, after: i32) -> Option<i32> {
    hosts.max_by_key(|host| (*host <= after, *host))
}

#[expect(clippy::result_large_err, reason = "both are used at once")]
fn claimed(
    channel: &Leased,
    job: &Row,
    contents: &mut Contents,
    ends: Duration,
) -> Result<Claim, Settlement> {
    let lease = Lease { channel: channel.id, until: channel.until, job: job.get("id") };
    let attempts = u16::try_from(job.get::<_, i16>("attempts")).unwrap_or_default();
    let was_lost: bool = job.get("was_lost");
    if job.get("cancelled") {
        let fate = Fate::Ended(End::Cancelled);
        return Err(Settlement::ended_unsent(lease, attempts.saturating_add(1), fate));
    }
    let os = channel.os;
    let built = contents.notification(job.get("content"), os, job.get("message_id"));
    let uri = channel.uri.clone().ok_or_else(|| "the stored channel URI is not one".to_owned());
    match uri.and_then(|uri| Ok((uri, built?))) {
        Ok((uri, (notification, interval))) => Ok(Claim {
            lease,
            uri,
            host: channel.host,
            openings: channel.openings,
            backoffs: channel.backoffs,
            notification,
            interval,
            attempts,
            most_attempts: job
                .get::<_, Option<i16>>("most_attempts")
                .and_then(|most| NonZeroU16::new(u16::try_from(most).ok()?)),
            may_show_twice: job.get("may_show_twice"),
            deadline: job.get::<_, Option<f64>>("left").map(seconds),
            was_lost,
            ends,
        }),
        Err(text) => {
            let mut settlement = Settlement::ended_unsent(lease, attempts, Fate::Invalid);
            let mut error = NoReply::new("invalid", text);
            error.is_permanent = true;
            let at = SystemTime::UNIX_EPOCH;
            settlement.sent = Some(Sent { at, took: Duration::ZERO, result: Err(error) });
            Err(settlement)
        }
    }
}

/// Gives back what a failed claim may have left, and shortens what is held or leased for longer than anything may be.
async fn tidy(connection: &Connection, wanted: &Wanted) -> Result<(), Error> {
    let lease = wanted.lease.as_secs_f64();
    if let Some(known) = &wanted.known {
        let statement = connection.prepare(GIVE_BACK).await?;
        connection.execute(&statement, &[&wanted.owner, &lease, known]).await?;
    }
    if let Some(Longest { hold, down }) = wanted.clamp_to {
        let statement = connection.prepare(CLAMP).await?;
        connection.execute(&statement, &[&hold.as_secs_f64(), &lease]).await?;
        let statement = connection.prepare(CLAMP_HOSTS).await?;
        connection.execute(&statement, &[&down.as_secs_f64()]).await?;
    }
    Ok(())
}

/// Ends the jobs of channels that are known to be gone, some of each channel at a time, and releases the channels.
async fn end_expired(
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

impl Leased {
    fn from_row(row: &Row) -> Self {
        let byte = |number: i16| u8::try_from(number).unwrap_or(u8::MAX);
        Self {
            id: row.get("id"),
            uri: row.get::<_, &str>("uri").parse().ok(),
            host: row.get("host"),
            os: row.get::<_, Option<&str>>("os_version").and_then(|os| os.parse().ok()),
            backoffs: byte(row.get("tries")),
            until: row.get("lease_until"),
            is_expired: row.get("is_expired"),
            openings: byte(row.get("openings")),
        }
    }
}

fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}

const LEASE: &str = include_str!("../sql/lease.sql");
const TAKE: &str = include_str!("../sql/take.sql");
const GIVE_BACK: &str = include_str!("../sql/give_back.sql");
const CLAMP: &str = include_str!("../sql/clamp.sql");
const CLAMP_HOSTS: &str = "
    UPDATE mpns.host SET down_until = now() + $1::float8 * interval '1 second'
    WHERE down_until > now() + $1::float8 * interval '1 second'";
const END_EXPIRED: &str = include_str!("../sql/end_expired.sql");
/// How many jobs of a channel that is gone end in one statement.
const GONE_AT_ONCE: i64 = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_go_on_after_the_last_and_begin_again() {
        for (hosts, after, last) in [
            (&[][..], 5, None),
            (&[7, 6], 5, Some(7)),
            (&[7, 6, 1, 3], 5, Some(3)),
            (&[5], 5, Some(5)),
            (&[5, 9], 0, Some(9)),
        ] {
            assert_eq!(last_turn(hosts.iter().copied(), after), last, "{hosts:?} after {after}");
        }
    }
}
