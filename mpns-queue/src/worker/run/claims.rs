use std::time::Duration;

use tokio::time::Instant;

use super::super::claiming::{Claimed, Wanted, claim_some};
use super::super::settlement::Settlement;
use super::super::upkeep::{Longest, give_back_all};
use super::{Future, Run, can_pass};
use crate::Error;

impl Run {
    pub(super) fn begin_claiming(&mut self) {
        let room = self.room();
        if self.claiming.is_some() || room == 0 || !self.claim_pace.is_due() {
            return;
        }
        let Some(contents) = self.contents.take() else { return };
        let settings = &self.worker.settings;
        let now = self.clock.now();
        let wanted = Wanted {
            owner: self.worker.owner,
            lease: settings.lease,
            channels: room,
            per_host: i32::try_from(settings.outbox.in_flight_per_host.get()).unwrap_or(i32::MAX),
            busy: self.sending.claims_by_host().into_iter().unzip(),
            down: self.sending.down(now).into_iter().map(str::to_owned).collect(),
            after_host: self.last_host,
            known: self.may_have_more().then(|| self.leased.keys().copied().collect()),
            clamp_to: (self.clamp_at <= Instant::now()).then_some(Longest {
                hold: settings.longest_hold,
                down: settings.outbox.breaker_longest.saturating_mul(2).min(settings.longest_hold),
            }),
            began: now.monotonic,
        };
        if wanted.clamp_to.is_some() {
            self.clamp_at = self.clock.instant(now.monotonic.saturating_add(CLAMP_EVERY));
        }
        let database = self.worker.database.clone();
        self.claiming = Some(Box::pin(claim_some(database, wanted, contents)));
    }

    pub(super) fn take_claimed(&mut self, claimed: Claimed) {
        let Claimed { wanted: Wanted { began, channels: wanted, .. }, contents, result } = claimed;
        self.contents = Some(contents);
        let claims = match result {
            Ok(claims) => claims,
            Err(error) => {
                self.claim_pace.after_failure();
                self.may_have_more_until = Instant::now().checked_add(self.worker.settings.lease);
                self.note(&error);
                if !can_pass(&error) {
                    self.failed = Some(error);
                }
                return;
            }
        };
        self.last_host = claims.last_host.unwrap_or(self.last_host);
        if let Some(time) = claims.now {
            self.clock.set(began, time);
        }
        self.worker.handle.update(|counts| counts.add_claimed(claims.channels, claims.gone));
        if claims.channels >= wanted || claims.gone > 0 {
            self.claim_pace.now();
        } else {
            self.claim_pace.after(self.worker.settings.look);
        }
        let ended = claims.ended.iter().map(|it| it.lease);
        let leases = claims.claims.iter().map(|it| it.lease).chain(ended);
        self.leased.extend(leases.map(|lease| (lease.channel, lease.until)));
        let now = self.clock.now();
        self.unsettled.extend(claims.ended);
        for claim in claims.claims {
            if self.is_ending() && !claim.was_lost {
                self.unsettled.push(Settlement::unsent(claim.lease, claim.attempts));
            } else {
                self.sending.take(claim, now);
            }
        }
    }

    /// Whether a claim that failed may turn out to have been made.
    fn may_have_more(&self) -> bool {
        self.may_have_more_until.is_some_and(|until| until > Instant::now())
    }

    /// Gives back at the end what is not known to be leased, if there may be any.
    pub(super) fn give_back(&self) -> Option<Future<Result<(), Error>>> {
        let (database, owner) = (self.worker.database.clone(), self.worker.owner);
        let lease = self.worker.settings.lease;
        let giving: Future<_> =
            Box::pin(async move { give_back_all(&database, owner, lease).await });
        self.may_have_more().then_some(giving)
    }
}

const CLAMP_EVERY: Duration = Duration::from_secs(60);
