//! Many notifications until each has ended.

use std::collections::VecDeque;
use std::fmt;
use std::panic::resume_unwind;
use std::time::{Duration, Instant, SystemTime};

use mpns_connect::delivery::{Event, Handle, Parcel};
use mpns_connect::transport::{Courier, Step, random_jitter};
use mpns_outbox::{Hold, Job, Now, Outbox, PushRefusal, Ticket};
use mpns_proto::{ChannelUri, Notification};

use crate::Client;
use crate::hand_over::{Job as Sending, Sent};
use crate::threads::Threads;

/// The events of a delivery: see [`Client::deliver`].
#[must_use = "nothing happens unless it is asked"]
pub struct Deliver<K, I> {
    /// They are dropped first, which ends each after its exchange: the jobs may take long to drop.
    threads: Threads<Ticket>,
    courier: Courier<K>,
    jobs: I,
    in_flight: usize,
    /// Results that were taken from the threads together.
    results: VecDeque<Sent<Ticket>>,
    started: Instant,
}

impl<K: Clone, I: Iterator<Item = Job<(K, Notification)>>> Deliver<K, I> {
    pub(crate) fn new(client: Client, outbox: Outbox<Parcel<K>>, jobs: I) -> Self {
        let now = Now { monotonic: Duration::ZERO, wall: SystemTime::now() };
        let courier = Courier::new(outbox, now, random_jitter);
        let (threads, results) = (Threads::new(client), VecDeque::new());
        Self { threads, courier, jobs, in_flight: 0, results, started: Instant::now() }
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
        let now = self.now();
        self.courier.restore_hold(channel, hold, now)
    }

    /// Ends it at once, and returns what is left: the jobs without an [`Ended`](Event::Ended), the holds and the events
    /// to come, to be saved or to go on from by [`Client::deliver_from`].
    ///
    /// Requests in flight are ended by their threads, and may have been delivered: drain it before, so that there are
    /// none.
    #[must_use]
    pub fn into_outbox(self) -> Outbox<Parcel<K>> {
        self.courier.into_outbox()
    }

    fn now(&self) -> Now {
        Now { monotonic: self.started.elapsed(), wall: SystemTime::now() }
    }

    /// Takes the results that there are.
    fn take_results(&mut self) {
        if self.results.is_empty() {
            self.threads.take_results(&mut self.results);
        }
        while let Some((ticket, result)) = self.results.pop_front() {
            self.in_flight = self.in_flight.saturating_sub(1);
            let now = self.now();
            match result {
                Ok(result) => self.courier.take_result(ticket, result, now, random_jitter),
                Err(panic) => {
                    self.courier.lose(ticket, now, random_jitter());
                    resume_unwind(panic);
                }
            }
        }
    }

    fn send(&mut self, number: Ticket, channel: ChannelUri, notification: Notification) {
        self.in_flight = self.in_flight.saturating_add(1);
        self.threads.send(Sending { number, channel, notification }, self.in_flight);
    }

    fn take_job(&mut self) {
        let job = self.jobs.next();
        let now = self.now();
        match job {
            Some(job) => self.courier.push(job, now),
            None => self.courier.end_source(),
        }
    }
}

impl<K: Clone, I: Iterator<Item = Job<(K, Notification)>>> Iterator for Deliver<K, I> {
    type Item = Event<K>;

    fn next(&mut self) -> Option<Event<K>> {
        self.courier.set_waker(&self.threads.waker());
        loop {
            self.take_results();
            let now = self.now();
            match self.courier.poll(now) {
                Step::Send { ticket, channel, notification } => {
                    self.send(ticket, channel, notification);
                }
                Step::Event(event) => return Some(event),
                Step::Take(_) => self.take_job(),
                Step::Wait(wait) => self.threads.wait(wait, &mut self.results),
                Step::Over => return None,
            }
        }
    }
}

impl<K: Clone, I> fmt::Debug for Deliver<K, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deliver").field("handle", &self.courier.handle()).finish_non_exhaustive()
    }
}
