use std::collections::VecDeque;
use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

use mpns_outbox::{
    End, Event as OutboxEvent, Failure, Hold, Job, Now, Outbox, Output, PushRefusal, Ticket,
    Transmit,
};
use mpns_proto::{ChannelUri, Jitter, Notification, Reply, Retry};

use super::counts::Counts;
use super::event::{Ended, Event, Held, Tried};
use super::handle::{Handle, Wishes};
use super::parcel::Parcel;
use super::step::Step;
use crate::exchange::Error;

/// What a delivery does next: the loop of every transport, without its I/O.
///
/// [`poll`](Self::poll) says what to do. A transport sends, takes jobs from its source, waits, and hands in what it got.
/// Time and randomness are arguments, as those of the [`Outbox`].
#[derive(Debug)]
pub struct Courier<K> {
    outbox: Outbox<Parcel<K>>,
    /// The requests of which an event is to come that says more of them than the outbox knows.
    tried: VecDeque<(Ticket, Tried<K>)>,
    counts: Counts,
    handle: Handle,
    is_draining: bool,
    is_source_over: bool,
    /// The channel of the job that was taken last, which is mostly the next to be sent to: its text need not be parsed.
    latest: Option<ChannelUri>,
    /// The ends of jobs that the outbox did not take.
    refused: VecDeque<Event<K>>,
}

impl<K: Clone> Courier<K> {
    /// A delivery of what is in an outbox, and of what is pushed. Requests that were in flight in it are
    /// [lost](Outbox::lose), each with a jitter of its own.
    #[must_use]
    pub fn new(
        mut outbox: Outbox<Parcel<K>>,
        now: Now,
        mut jitter: impl FnMut() -> Jitter,
    ) -> Self {
        outbox.resume();
        let taken = u64::try_from(outbox.jobs()).unwrap_or(u64::MAX);
        for ticket in outbox.tickets() {
            outbox.lose(ticket, now, jitter());
        }
        let mut courier = Self {
            outbox,
            tried: VecDeque::new(),
            counts: Counts { taken, ..Counts::default() },
            handle: Handle::default(),
            is_draining: false,
            is_source_over: false,
            latest: None,
            refused: VecDeque::new(),
        };
        courier.show_counts();
        courier
    }

    /// What is left of it.
    #[must_use]
    pub fn into_outbox(mut self) -> Outbox<Parcel<K>> {
        self.outbox.resume();
        self.outbox
    }

    /// Shows how far it is, cancels channels and drains it.
    #[must_use]
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// What is woken when something was asked of the [handle](Self::handle): set it before a call of
    /// [`poll`](Self::poll) that may be followed by waiting.
    pub fn set_waker(&self, waker: &Waker) {
        self.handle.set_waker(waker);
    }

    /// Holds a channel as before a restart: see [`Outbox::restore_hold`].
    ///
    /// # Errors
    ///
    /// If as many channels are known as allowed.
    pub fn restore_hold(
        &mut self,
        channel: &ChannelUri,
        hold: Hold,
        now: Now,
    ) -> Result<(), PushRefusal> {
        self.outbox.restore_hold(channel, hold, now)
    }

    /// Takes a job from the source, for which [`Step::Take`] has asked. Without that, it fails if there is no room.
    pub fn push(&mut self, job: Job<(K, Notification)>, now: Now) {
        self.counts.taken = self.counts.taken.saturating_add(1);
        self.latest = Some(job.channel.clone());
        if let Err(refused) = self.outbox.push(job.map(Parcel::from), now) {
            let Parcel { key, notification, last } = refused.job.payload;
            let ended = Ended { key, notification, end: End::Failed, attempts: 0, last };
            let event = self.end(ended);
            self.refused.push_back(event);
        }
    }

    /// The source has no more jobs.
    pub fn end_source(&mut self) {
        self.is_source_over = true;
    }

    /// What to do next.
    pub fn poll(&mut self, now: Now) -> Step<K> {
        let Wishes { is_draining, cancelled } = self.handle.take_wishes();
        self.is_draining = is_draining;
        if is_draining {
            self.outbox.drain();
        }
        for channel in cancelled {
            self.outbox.cancel_channel(&channel, now);
        }
        let step = match self.refused.pop_front() {
            Some(event) => Step::Event(event),
            None => self.next_step(now),
        };
        self.show_counts();
        step
    }

    /// Takes the result of a request. A jitter is drawn if it may be sent again.
    pub fn take_result(
        &mut self,
        ticket: Ticket,
        result: Result<Reply, Error>,
        now: Now,
        jitter: impl FnOnce() -> Jitter,
    ) {
        let attempt = self.outbox.attempts(ticket).unwrap_or_default();
        let Some(parcel) = self.outbox.payload_mut(ticket) else { return };
        let result = Arc::new(result);
        let is_transient = is_transient(&result);
        if is_transient {
            let tried = Tried::new(parcel.key.clone(), attempt, Arc::clone(&result));
            self.tried.push_back((ticket, tried));
        }
        parcel.last = Some(Arc::clone(&result));
        let jitter = if is_transient { jitter() } else { Jitter::NONE };
        match &*result {
            Ok(reply) => self.outbox.handle_reply(ticket, reply, now, jitter),
            Err(error) => self.outbox.handle_error(ticket, error, now, jitter),
        }
    }

    /// Nothing will be known of a request any more, which may have been delivered.
    pub fn lose(&mut self, ticket: Ticket, now: Now, jitter: Jitter) {
        self.outbox.lose(ticket, now, jitter);
    }

    fn show_counts(&mut self) {
        self.counts.in_flight = self.outbox.in_flight();
        self.counts.waiting = self.outbox.jobs().saturating_sub(self.counts.in_flight);
        self.counts.held_channels = self.outbox.held();
        self.handle.set_counts(self.counts);
    }

    fn next_step(&mut self, now: Now) -> Step<K> {
        loop {
            match self.outbox.poll(now) {
                Output::Transmit(Transmit { ticket, channel, payload, .. }) => {
                    let notification = payload.notification.clone();
                    let latest = self.latest.take().filter(|latest| channel == *latest);
                    match latest.map_or_else(|| channel.uri(), Ok) {
                        Ok(channel) => {
                            self.counts.sent = self.counts.sent.saturating_add(1);
                            return Step::Send { ticket, channel, notification };
                        }
                        // The state from which the outbox was restored has been changed.
                        Err(_) => self.outbox.handle_error(ticket, UNSENDABLE, now, Jitter::NONE),
                    }
                }
                Output::Event(event) => {
                    if let Some(event) = self.event(event) {
                        return Step::Event(event);
                    }
                }
                Output::Wait(wait) => return self.rest(Some(wait)),
                Output::Full | Output::Idle => return self.rest(None),
            }
        }
    }

    /// An event of the outbox, with what else is known.
    fn event(&mut self, event: OutboxEvent<Parcel<K>>) -> Option<Event<K>> {
        Some(match event {
            OutboxEvent::Ended(ended) => {
                self.tried(ended.ticket);
                let Parcel { key, notification, last } = ended.payload;
                let (end, attempts) = (ended.end, ended.attempts);
                self.end(Ended { key, notification, end, attempts, last })
            }
            OutboxEvent::Held(held) => {
                let tried = self.tried(held.ticket);
                let (channel, reason, hold) = (held.channel, held.reason, held.hold);
                Event::Held(Held { channel, reason, hold, backoffs: held.backoffs, tried })
            }
            OutboxEvent::ChannelExpired(channel) => Event::ChannelExpired(channel),
            OutboxEvent::HostDown { origin, hold } => Event::HostDown { origin, hold },
            OutboxEvent::HostUp { origin } => Event::HostUp { origin },
            // The outbox has no other.
            _ => return None,
        })
    }

    fn end(&mut self, ended: Ended<K>) -> Event<K> {
        let Counts { accepted, not_accepted, .. } = &mut self.counts;
        let count = if ended.end == End::Accepted { accepted } else { not_accepted };
        *count = count.saturating_add(1);
        Event::Ended(ended)
    }

    /// What is known of a request of which an event has come. Events come in the order of their requests' results.
    fn tried(&mut self, ticket: Option<Ticket>) -> Option<Tried<K>> {
        let position = self.tried.iter().position(|(tried, _)| Some(*tried) == ticket)?;
        self.tried.drain(..=position).next_back().map(|(_, tried)| tried)
    }

    /// What to do if the outbox has nothing to do.
    fn rest(&self, wait: Option<Duration>) -> Step<K> {
        let &Self { ref outbox, is_draining, is_source_over, .. } = self;
        let (settings, in_flight) = (outbox.settings(), outbox.in_flight());
        if (is_draining && in_flight == 0) || (is_source_over && outbox.jobs() == 0) {
            Step::Over
        } else if is_draining
            || is_source_over
            || in_flight >= settings.in_flight.get()
            || outbox.room() == 0
        {
            Step::Wait(wait)
        } else if outbox.channels() >= settings.channels.get() {
            // The outbox does not say when it forgets one that is held and has no jobs.
            Step::Wait(Some(wait.map_or(CHANNEL_WAIT, |wait| wait.min(CHANNEL_WAIT))))
        } else {
            Step::Take(wait)
        }
    }
}

/// Whether the channel may be tried again.
fn is_transient(result: &Result<Reply, Error>) -> bool {
    match result {
        Ok(reply) => reply.outcome().retry() != Retry::Never,
        Err(error) => !error.is_permanent(),
    }
}

const UNSENDABLE: Failure = Failure { may_have_been_delivered: false, is_permanent: true };

/// How often to look whether a channel has been forgotten, if there are as many as allowed.
const CHANNEL_WAIT: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests;
