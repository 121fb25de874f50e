use std::time::Duration;

use tokio::time::Instant;

use super::super::claiming::{Claimed, Longest, Wanted, claim_some};
use super::super::settlement::Settlement;
use super::{Run, can_pass};

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
            known: self
                .may_have_more_until
                .filter(|until| *until > Instant::now())
                .map(|_| self.leased.iter().copied().collect()),
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
        self.leased.extend(claims.ended.iter().map(|it| it.lease.channel));
        self.leased.extend(claims.claims.iter().map(|it| it.lease.channel));
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
}

const CLAMP_EVERY: Duration = Duration::from_secs(60);
