//! The statements that settle claims.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use uuid::Uuid;

use super::sending::HostNote;
use super::settlement::{Settlement, detail};
use crate::Error;
use crate::database::{Connection, Database};

/// What became of a batch of settlements.
#[derive(Default)]
pub(super) struct Settled {
    /// Those whose channels are locked by someone else: to be written later.
    pub(super) busy: Vec<Settlement>,
    /// Those that were written.
    pub(super) written: Vec<Settlement>,
    /// Those whose lease is over, because another worker has claimed the channel.
    pub(super) late: Vec<Settlement>,
    /// Whether a channel has more to send now.
    pub(super) has_more: bool,
}

/// What is to be written at once.
pub(super) struct Batch {
    pub(super) owner: Uuid,
    pub(super) settlements: Vec<Settlement>,
    pub(super) notes: Vec<HostNote>,
    pub(super) longest_hold: Duration,
    pub(super) now: SystemTime,
}

/// The end of a batch, with what was not written of it.
pub(super) struct Wrote {
    pub(super) notes: Vec<HostNote>,
    pub(super) result: Result<Settled, (Error, Vec<Settlement>)>,
}

/// Writes a batch over one of the connections. One that may have been written can be written again.
pub(super) async fn settle_batch(database: Database, batch: Batch) -> Wrote {
    let failed = |error, batch: Batch| {
        let Batch { notes, settlements, .. } = batch;
        Wrote { notes, result: Err((error, settlements)) }
    };
    let connection = match database.connect().await {
        Ok(connection) => connection,
        Err(error) => return failed(error, batch),
    };
    match database.within_time(write(&connection, &batch)).await {
        Ok(rows) => Wrote { notes: Vec::new(), result: Ok(sorted(batch.settlements, &rows)) },
        Err(error) => {
            connection.discard();
            failed(error, batch)
        }
    }
}

/// What the statement says of each lease that this worker still has.
type Rows = HashMap<(i64, SystemTime), Written>;

struct Written {
    is_settled: bool,
    is_ready: bool,
}

/// Writes results, holds and releases in one statement.
async fn write(connection: &Connection, batch: &Batch) -> Result<Rows, Error> {
    let Batch { owner, settlements, notes, longest_hold, now } = batch;
    note_hosts(connection, notes, *longest_hold).await?;
    let each = || settlements.iter();
    let channels: Vec<_> = each().map(|it| it.lease.channel).collect();
    let untils: Vec<_> = each().map(|it| it.lease.until).collect();
    let jobs: Vec<_> = each().map(|it| it.lease.job).collect();
    let words: Vec<_> = each().map(|it| it.fate.word()).collect();
    let attempts: Vec<_> =
        each().map(|it| i16::try_from(it.attempts).unwrap_or(i16::MAX)).collect();
    let holds: Vec<_> = each().map(|it| it.hold.map(|hold| hold.as_secs_f64())).collect();
    let backoffs: Vec<_> = each().map(|it| it.backoffs.map(i16::from)).collect();
    let gone: Vec<_> = each().map(Settlement::is_channel_gone).collect();
    let sent: Vec<_> = each().map(|it| it.sent.as_ref().map(|sent| sent.at)).collect();
    let took: Vec<_> =
        each().map(|it| it.sent.as_ref().map(|sent| milliseconds(sent.took))).collect();
    let details: Vec<_> =
        each().map(|it| it.sent.as_ref().and_then(|sent| detail(&sent.result, *now))).collect();
    let statement = connection.prepare(SETTLE).await?;
    let longest_hold = longest_hold.as_secs_f64();
    let rows = connection
        .query(
            &statement,
            &[
                owner,
                &channels,
                &untils,
                &jobs,
                &words,
                &attempts,
                &holds,
                &backoffs,
                &gone,
                &sent,
                &took,
                &details,
                &longest_hold,
            ],
        )
        .await?;
    let written = rows.iter().map(|row| {
        let written = Written { is_settled: row.get("is_settled"), is_ready: row.get("is_ready") };
        ((row.get("channel"), row.get("until")), written)
    });
    Ok(written.collect())
}

fn sorted(batch: Vec<Settlement>, rows: &Rows) -> Settled {
    let mut settled = Settled::default();
    for settlement in batch {
        match rows.get(&(settlement.lease.channel, settlement.lease.until)) {
            Some(written) if written.is_settled => {
                settled.has_more |= written.is_ready;
                settled.written.push(settlement);
            }
            Some(_) => settled.busy.push(settlement),
            None => settled.late.push(settlement),
        }
    }
    settled
}

/// Notes for all workers that a host is down or up.
async fn note_hosts(
    connection: &Connection,
    notes: &[HostNote],
    longest_hold: Duration,
) -> Result<(), Error> {
    for note in notes {
        let HostNote { origin, down } = note;
        match down {
            Some(hold) => {
                let hold = (*hold).min(longest_hold).as_secs_f64();
                connection.execute(&connection.prepare(DOWN).await?, &[origin, &hold]).await?
            }
            None => connection.execute(&connection.prepare(UP).await?, &[origin]).await?,
        };
    }
    Ok(())
}

fn milliseconds(time: Duration) -> i32 {
    i32::try_from(time.as_millis()).unwrap_or(i32::MAX)
}

const SETTLE: &str = include_str!("../sql/settle.sql");
/// Another worker that finds the same does not make it longer.
const DOWN: &str = "
    UPDATE mpns.host SET
        openings = CASE WHEN down_until <= now() THEN least(openings + 1, 100) ELSE openings END,
        down_until = greatest(down_until, now() + $2::float8 * interval '1 second')
    WHERE origin = $1";
const UP: &str =
    "UPDATE mpns.host SET openings = 0, down_until = 'epoch' WHERE origin = $1 AND openings > 0";
