//! Many notifications until each has ended.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use futures_util::stream::FuturesUnordered;
use futures_util::{Stream, StreamExt as _};
use mpns_connect::delivery::{Event, Handle, Parcel};
use mpns_connect::transport::{Courier, Step, random_jitter};
use mpns_outbox::{Hold, Job, Now, Outbox, PushRefusal, Ticket};
use mpns_proto::{ChannelUri, Notification, Reply};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::{Client, Error};

/// The events of a delivery: see [`Client::deliver`].
#[must_use = "nothing happens unless it is polled"]
pub struct Deliver<K, S> {
    client: Client,
    courier: Courier<K>,
    jobs: Pin<Box<S>>,
    in_flight: FuturesUnordered<Sending>,
    timer: Option<Pin<Box<Sleep>>>,
    started: Instant,
}

type Sending = Pin<Box<dyn Future<Output = (Ticket, Result<Reply, Error>)> + Send>>;

impl<K: Clone, S: Stream<Item = Job<(K, Notification)>>> Deliver<K, S> {
    pub(crate) fn new(client: Client, outbox: Outbox<Parcel<K>>, jobs: S) -> Self {
        let now = Now { monotonic: Duration::ZERO, wall: SystemTime::now() };
        let courier = Courier::new(outbox, now, random_jitter);
        let (in_flight, timer) = (FuturesUnordered::new(), None);
        Self { client, courier, jobs: Box::pin(jobs), in_flight, timer, started: Instant::now() }
    }

    /// Shows how far it is, cancels channels and drains it.
    #[must_use]
    pub fn handle(&self) -> Handle {
        self.courier.handle()
    }

    /// Holds a channel as before a restart: nothing is sent to it before what [remains](Hold::remaining) has passed.
    ///
    /// # Errors
    ///
    /// If as many channels are known as [allowed](mpns_outbox::Settings::channels).
    pub fn restore_hold(&mut self, channel: &ChannelUri, hold: Hold) -> Result<(), PushRefusal> {
        let now = self.now(Instant::now());
        self.courier.restore_hold(channel, hold, now)
    }

    /// Ends it at once, and returns what is left: the jobs without an [`Ended`](Event::Ended), the holds and the events
    /// to come, to be saved or to go on from by [`Client::deliver_from`].
    ///
    /// Requests in flight are cancelled, and may have been delivered: drain it before, so that there are none.
    #[must_use]
    pub fn into_outbox(self) -> Outbox<Parcel<K>> {
        self.courier.into_outbox()
    }

    fn now(&self, at: Instant) -> Now {
        Now { monotonic: at.saturating_duration_since(self.started), wall: SystemTime::now() }
    }

    /// Takes the results that there are, and has itself woken by the next one.
    fn take_results(&mut self, now: Now, context: &mut Context<'_>) {
        while let Poll::Ready(Some((ticket, result))) = self.in_flight.poll_next_unpin(context) {
            self.courier.take_result(ticket, result, now, random_jitter);
        }
    }

    fn send(&mut self, ticket: Ticket, channel: ChannelUri, notification: Notification) {
        let client = self.client.clone();
        self.in_flight
            .push(Box::pin(async move { (ticket, client.send(&notification, &channel).await) }));
    }

    /// Takes the next job, if one is there or if it is known that there is none.
    fn take_job(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let job = self.jobs.as_mut().poll_next(context);
        let now = self.now(Instant::now());
        job.map(|job| match job {
            Some(job) => self.courier.push(job, now),
            None => self.courier.end_source(),
        })
    }

    /// The outbox wants to be asked again at the same moment until that has come, so the timer is seldom set.
    fn wait(&mut self, at: Instant, wait: Option<Duration>, context: &mut Context<'_>) -> Poll<()> {
        let Some(until) = wait.and_then(|wait| at.checked_add(wait)) else { return Poll::Pending };
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(until)));
        if timer.deadline() != until {
            timer.as_mut().reset(until);
        }
        timer.as_mut().poll(context)
    }
}

impl<K: Clone, S: Stream<Item = Job<(K, Notification)>>> Stream for Deliver<K, S> {
    type Item = Event<K>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event<K>>> {
        let this = self.get_mut();
        this.courier.set_waker(context.waker());
        loop {
            let at = Instant::now();
            let now = this.now(at);
            this.take_results(now, context);
            let polled = match this.courier.poll(now) {
                Step::Send { ticket, channel, notification } => {
                    this.send(ticket, channel, notification);
                    continue;
                }
                Step::Event(event) => return Poll::Ready(Some(event)),
                Step::Over => return Poll::Ready(None),
                Step::Take(wait) => match this.take_job(context) {
                    Poll::Ready(()) => continue,
                    Poll::Pending => this.wait(at, wait, context),
                },
                Step::Wait(wait) => this.wait(at, wait, context),
            };
            if polled.is_pending() {
                return Poll::Pending;
            }
        }
    }
}

/// Nothing in it is pinned where it is.
impl<K, S> Unpin for Deliver<K, S> {}

impl<K: Clone, S> fmt::Debug for Deliver<K, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deliver").field("handle", &self.courier.handle()).finish_non_exhaustive()
    }
}
