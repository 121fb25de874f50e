use std::collections::HashSet;
use std::future::pending;
use std::num::NonZeroUsize;
use std::pin::Pin;
use std::time::Duration;

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _};
use mpns_hyper::mpns_connect::transport::{random_jitter, random_seed};
use mpns_outbox::Ticket;
use mpns_proto::{NoReply, Reply};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::Worker;
use super::claiming::{Claimed, Wanted, claim_some};
use super::clock::Clock;
use super::contents::Contents;
use super::pace::Pace;
use super::sending::{HostNote, Request, Sending};
use super::settlement::Settlement;
use super::settling::{Batch, Wrote, settle_batch};
use crate::Error;

/// A worker at work: one task that sends, and beside it at most one claim and one settlement of a batch.
///
/// A batch is what has come while the one before was being written, so batches are large when there is much to do.
pub(super) struct Run {
    worker: Worker,
    clock: Clock,
    sending: Sending,
    in_flight: FuturesUnordered<Future<(Ticket, SendResult)>>,
    /// What is to be written, with what has come back from a batch that was not written.
    unsettled: Vec<Settlement>,
    notes: Vec<HostNote>,
    settling: Option<Future<Wrote>>,
    settle_pace: Pace,
    /// There are none while a claim has them.
    contents: Option<Contents>,
    claiming: Option<Future<Claimed>>,
    claim_pace: Pace,
    clamp_at: Instant,
    /// The channels on which it has a lease, as far as it knows.
    leased: HashSet<i64>,
    /// A claim failed, and may have been made.
    may_have_more: bool,
}

type Future<T> = Pin<Box<dyn std::future::Future<Output = T> + Send>>;
type SendResult = Option<Result<Reply, NoReply>>;

impl Run {
    pub(super) fn new(worker: Worker) -> Self {
        let mut settings = worker.settings.outbox;
        // Bounded by what is claimed.
        (settings.jobs, settings.channels) = (NonZeroUsize::MAX, NonZeroUsize::MAX);
        settings.daily_budget = None;
        Self {
            sending: Sending::new(settings, random_seed(), random_jitter),
            contents: Some(Contents::new(worker.settings.limits)),
            worker,
            clock: Clock::new(),
            in_flight: FuturesUnordered::new(),
            unsettled: Vec::new(),
            notes: Vec::new(),
            settling: None,
            settle_pace: Pace::default(),
            claiming: None,
            claim_pace: Pace::default(),
            clamp_at: Instant::now(),
            leased: HashSet::new(),
            may_have_more: false,
        }
    }

    pub(super) async fn run(mut self) -> Result<(), Error> {
        loop {
            self.send();
            self.begin_settling();
            self.begin_claiming();
            self.count();
            if self.is_over() {
                return Ok(());
            }
            let handle = self.worker.handle();
            let (is_draining, wake) = (handle.is_draining(), self.wake());
            tokio::select! {
                Some((ticket, result)) = self.in_flight.next(), if !self.in_flight.is_empty() => {
                    self.take_result(ticket, result);
                }
                wrote = finished(&mut self.settling) => self.take_wrote(wrote)?,
                claimed = finished(&mut self.claiming) => self.take_claimed(claimed)?,
                () = sleep_until(wake) => {}
                () = handle.wait_for_drain(), if !is_draining => {}
            }
        }
    }

    fn is_over(&self) -> bool {
        self.worker.handle.is_draining()
            && self.sending.claims() == 0
            && self.unsettled.is_empty()
            && self.settling.is_none()
            && self.claiming.is_none()
    }

    /// When there is something to do if nothing happens.
    fn wake(&self) -> Instant {
        let mut wake = self.clock.instant(self.clock.elapsed().saturating_add(LONGEST_SLEEP));
        if self.claiming.is_none() && self.room() > 0 {
            wake = wake.min(self.claim_pace.at());
        }
        if self.settling.is_none() && !(self.unsettled.is_empty() && self.notes.is_empty()) {
            wake = wake.min(self.settle_pace.at());
        }
        wake
    }

    /// How many channels may be claimed.
    fn room(&self) -> usize {
        let most = self.worker.settings.outbox.in_flight.get();
        let has_backlog = self.unsettled.len() >= most.saturating_mul(BACKLOG);
        if self.worker.handle.is_draining() || has_backlog {
            return 0;
        }
        most.saturating_sub(self.sending.claims())
    }

    /// Sends what can be sent, and takes what is to be written.
    fn send(&mut self) {
        let now = self.clock.now();
        while let Some(request) = self.sending.next(now) {
            let Request { ticket, notification, channel, ends } = request;
            let (client, ends) = (self.worker.client.clone(), self.clock.instant(ends));
            self.in_flight.push(Box::pin(async move {
                let sent = timeout_at(ends, client.send(&notification, &channel)).await;
                (ticket, sent.ok().map(|result| result.map_err(|error| NoReply::from(&error))))
            }));
            self.worker.handle.update(|counts| counts.sent = counts.sent.saturating_add(1));
        }
        self.unsettled.append(&mut self.sending.take_settlements());
        self.notes.append(&mut self.sending.take_notes());
    }

    /// Takes a result, and the others that are there.
    fn take_result(&mut self, ticket: Ticket, result: SendResult) {
        let now = self.clock.now();
        self.sending.take_result(ticket, result, now);
        while let Some(Some((ticket, result))) = self.in_flight.next().now_or_never() {
            self.sending.take_result(ticket, result, now);
        }
    }

    fn begin_settling(&mut self) {
        let has_none = self.unsettled.is_empty() && self.notes.is_empty();
        if self.settling.is_some() || has_none || !self.settle_pace.is_due() {
            return;
        }
        let settlements = std::mem::take(&mut self.unsettled);
        let notes = std::mem::take(&mut self.notes);
        let (database, owner) = (self.worker.database.clone(), self.worker.owner);
        let (longest_hold, now) = (self.worker.settings.longest_hold, self.clock.now().wall);
        let batch = Batch { owner, settlements, notes, longest_hold, now };
        self.settling = Some(Box::pin(settle_batch(database, batch)));
    }

    fn take_wrote(&mut self, Wrote { notes, result }: Wrote) -> Result<(), Error> {
        // What came in the meantime is later.
        self.notes.splice(..0, notes);
        match result {
            Ok(settled) => {
                self.worker.handle.update(|counts| counts.add(&settled));
                for settlement in settled.written.iter().chain(&settled.late) {
                    self.leased.remove(&settlement.lease.channel);
                }
                let has_busy = !settled.busy.is_empty();
                self.unsettled.splice(..0, settled.busy);
                self.settle_pace.now();
                if has_busy {
                    self.settle_pace.after(self.worker.settings.look);
                }
                if settled.has_more {
                    self.claim_pace.now();
                }
                Ok(())
            }
            Err((error, batch)) => {
                self.unsettled.splice(..0, batch);
                self.settle_pace.after_failure();
                self.fail(error)
            }
        }
    }

    fn begin_claiming(&mut self) {
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
            known: self.may_have_more.then(|| self.leased.iter().copied().collect()),
            clamp_to: (self.clamp_at <= Instant::now()).then_some(settings.longest_hold),
            began: now.monotonic,
        };
        if wanted.clamp_to.is_some() {
            self.clamp_at = self.clock.instant(now.monotonic.saturating_add(CLAMP_EVERY));
        }
        let database = self.worker.database.clone();
        self.claiming = Some(Box::pin(claim_some(database, wanted, contents)));
    }

    fn take_claimed(&mut self, claimed: Claimed) -> Result<(), Error> {
        let Claimed { wanted: Wanted { began, channels: wanted, .. }, contents, result } = claimed;
        self.contents = Some(contents);
        let claims = match result {
            Ok(claims) => claims,
            Err(error) => {
                self.claim_pace.after_failure();
                self.may_have_more = true;
                return self.fail(error);
            }
        };
        if let Some(time) = claims.now {
            self.clock.set(began, time);
        }
        self.worker.handle.update(|counts| counts.add_claimed(claims.channels, claims.gone));
        if claims.channels >= wanted || claims.gone > 0 {
            self.claim_pace.now();
        } else {
            self.claim_pace.after(self.worker.settings.look);
        }
        self.may_have_more = false;
        self.leased.extend(claims.ended.iter().map(|it| it.lease.channel));
        self.leased.extend(claims.claims.iter().map(|it| it.lease.channel));
        let now = self.clock.now();
        self.unsettled.extend(claims.ended);
        for claim in claims.claims {
            if self.worker.handle.is_draining() && !claim.was_lost {
                self.unsettled.push(Settlement::unsent(claim.lease, claim.attempts));
            } else {
                self.sending.take(claim, now);
            }
        }
        Ok(())
    }

    /// Goes on after a failure, if it may be over later.
    fn fail(&self, error: Error) -> Result<(), Error> {
        self.worker.handle.update(|counts| counts.database = Some(error.kind()));
        if error.is_transient() { Ok(()) } else { Err(error) }
    }

    fn count(&mut self) {
        let hosts_down =
            self.sending.down(self.clock.now()).into_iter().map(str::to_owned).collect();
        let (in_flight, unsettled) = (self.in_flight.len(), self.unsettled.len());
        self.worker.handle.update(|counts| {
            counts.in_flight = in_flight;
            counts.unsettled = unsettled;
            counts.hosts_down = hosts_down;
        });
    }
}

/// Waits for a future if there is one, else for ever.
async fn finished<T>(future: &mut Option<Future<T>>) -> T {
    let Some(running) = future else { return pending().await };
    let result = running.await;
    *future = None;
    result
}

/// The outbox has no timers while it is empty, so this is only for what nobody thought of.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);
/// How many times the requests in flight may wait to be written before no more is claimed.
const BACKLOG: usize = 4;
const CLAMP_EVERY: Duration = Duration::from_secs(60);
