use std::collections::HashMap;
use std::future::pending;
use std::num::NonZeroUsize;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _};
use mpns_hyper::mpns_connect::transport::{random_jitter, random_seed};
use mpns_outbox::Ticket;
use mpns_proto::{NoReply, Reply};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::Worker;
use super::claiming::Claimed;
use super::clock::Clock;
use super::contents::Contents;
use super::pace::Pace;
use super::sending::{HostNote, Request, Sending};
use super::settlement::Settlement;
use super::settling::Wrote;
use crate::{Error, ErrorKind};

mod claims;
mod settlements;

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
    /// The last batch could not be written.
    is_behind: bool,
    /// There are none while a claim has them.
    contents: Option<Contents>,
    claiming: Option<Future<Claimed>>,
    claim_pace: Pace,
    clamp_at: Instant,
    /// The host whose turn to give channels was last.
    last_host: i32,
    /// The channels on which it has a lease, as far as it knows, and when that ends.
    leased: HashMap<i64, SystemTime>,
    /// Until when a claim that failed may turn out to have been made.
    may_have_more_until: Option<Instant>,
    /// Why it ends when what is in flight has been settled.
    failed: Option<Error>,
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
            is_behind: false,
            claiming: None,
            claim_pace: Pace::default(),
            clamp_at: Instant::now(),
            last_host: 0,
            leased: HashMap::new(),
            may_have_more_until: None,
            failed: None,
        }
    }

    pub(super) async fn run(mut self) -> Result<(), Error> {
        loop {
            self.send();
            self.begin_settling();
            self.begin_claiming();
            self.count();
            if self.is_over() {
                if let Some(giving) = self.give_back() {
                    // If that fails too, it is as after a crash.
                    let _ = giving.await;
                }
                return self.failed.map_or(Ok(()), Err);
            }
            let handle = self.worker.handle();
            let (is_draining, wake) = (handle.is_draining(), self.wake());
            tokio::select! {
                Some((ticket, result)) = self.in_flight.next(), if !self.in_flight.is_empty() => {
                    self.take_result(ticket, result);
                }
                wrote = finished(&mut self.settling) => self.take_wrote(wrote)?,
                claimed = finished(&mut self.claiming) => self.take_claimed(claimed),
                () = sleep_until(wake) => {}
                () = handle.wait_for_drain(), if !is_draining => {}
            }
        }
    }

    /// Whether it claims no more.
    fn is_ending(&self) -> bool {
        self.worker.handle.is_draining() || self.failed.is_some()
    }

    fn is_over(&self) -> bool {
        self.is_ending()
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

    /// How many channels may be claimed. None before what could not be written is: leases may be over, and a claim would take
    /// for lost what has been answered.
    fn room(&self) -> usize {
        let most = self.worker.settings.outbox.in_flight.get();
        let has_backlog = self.unsettled.len() >= most.saturating_mul(BACKLOG);
        if self.is_ending() || self.is_behind || has_backlog {
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

    fn note(&self, error: &Error) {
        self.worker.handle.update(|counts| counts.add_failure(error));
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

/// Whether to go on. What has let this worker in before may let it in again: what is to be written is kept.
fn can_pass(error: &Error) -> bool {
    error.is_transient() || matches!(error.kind(), ErrorKind::Login | ErrorKind::Tls)
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
