use std::num::NonZeroU16;
use std::time::{Duration, SystemTime};

use mpns_outbox::End;
use mpns_proto::{ChannelUri, NoReply, OsVersion};
use tokio_postgres::Row;

use super::claim::{Claim, Lease};
use super::contents::Contents;
use super::settlement::{Fate, Sent, Settlement};

/// A channel on which a lease was taken.
pub(super) struct Leased {
    pub(super) id: i64,
    uri: Option<ChannelUri>,
    pub(super) host: i32,
    os: Option<OsVersion>,
    backoffs: u8,
    pub(super) until: SystemTime,
    pub(super) is_expired: bool,
    openings: u8,
}

impl Leased {
    pub(super) fn from_row(row: &Row) -> Self {
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

    /// The claim of the job at its head; or its end, if it is not sent.
    #[expect(clippy::result_large_err, reason = "both are used at once")]
    pub(super) fn claim(
        &self,
        job: &Row,
        contents: &mut Contents,
        ends: Duration,
    ) -> Result<Claim, Settlement> {
        let lease = Lease { channel: self.id, until: self.until, job: job.get("id") };
        let attempts = u16::try_from(job.get::<_, i16>("attempts")).unwrap_or_default();
        let was_lost: bool = job.get("was_lost");
        if job.get("cancelled") {
            let fate = Fate::Ended(End::Cancelled);
            return Err(Settlement::ended_unsent(lease, attempts.saturating_add(1), fate));
        }
        let os = self.os;
        let built = contents.notification(job.get("content"), os, job.get("message_id"));
        let uri = self.uri.clone().ok_or_else(|| "the stored channel URI is not one".to_owned());
        match uri.and_then(|uri| Ok((uri, built?))) {
            Ok((uri, (notification, interval))) => Ok(Claim {
                lease,
                uri,
                host: self.host,
                openings: self.openings,
                backoffs: self.backoffs,
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
}

fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
