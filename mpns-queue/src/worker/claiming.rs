//! The statements that claim channels.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use uuid::Uuid;

use super::claim::Claim;
use super::contents::Contents;
use super::leased::Leased;
use super::settlement::Settlement;
use super::upkeep::{Longest, clamp, end_expired, give_back};
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
    if let Some(known) = &wanted.known {
        give_back(connection, *owner, *length, known).await?;
    }
    if let Some(longest) = wanted.clamp_to {
        clamp(connection, longest, *length).await?;
    }
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
    let by_id: HashMap<_, _> = leased.iter().map(|it| (it.id, it)).collect();
    for job in &jobs {
        let Some(channel) = by_id.get(&job.get("channel")) else { continue };
        match channel.claim(job, contents, ends) {
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

const LEASE: &str = include_str!("../sql/lease.sql");
const TAKE: &str = include_str!("../sql/take.sql");
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
