//! Deliveries instead of sends.

use std::num::NonZero;
use std::ops::Range;
use std::time::{Duration, SystemTime};

use mpns_connect::delivery::{Event, Handle, Parcel};
use mpns_outbox::{End, Hold, Job, Now, Outbox, Settings};
use mpns_proto::Notification;

use super::{Drive, Watch};

impl Drive {
    /// Measures what sends to channels, or what delivers to them if that is asked for. Each returns how many were accepted.
    pub fn measure(
        &self,
        send: impl Fn(Range<usize>) -> usize,
        deliver: impl Fn(Outbox<Parcel<usize>>, Range<usize>) -> usize,
    ) {
        let [warm, measured] = self.warm_and_measured();
        let (watch, ok) = if let Some(waiting) = self.waiting {
            deliver(self.outbox(0), warm);
            let outbox = self.outbox(waiting);
            (Watch::start(), deliver(outbox, measured))
        } else {
            send(warm);
            (Watch::start(), send(measured))
        };
        watch.report(self.n, ok);
    }

    /// Jobs for these channels, with one attempt each.
    pub fn deliveries(
        &self,
        channels: Range<usize>,
    ) -> impl Iterator<Item = Job<(usize, Notification)>> + Send + use<> {
        self.jobs(channels).map(|(i, channel, notification)| {
            let mut job = Job::new(channel, (i, notification));
            job.attempts = NonZero::new(1);
            job
        })
    }

    /// An outbox in which so many jobs wait, each behind a hold of its channel.
    fn outbox(&self, waiting: usize) -> Outbox<Parcel<usize>> {
        let mut settings = Settings::default();
        settings.in_flight = NonZero::new(self.at_most).expect("CONC is at least 1");
        settings.in_flight_per_host = settings.in_flight;
        settings.jobs = settings.jobs.saturating_add(waiting);
        settings.channels = settings.channels.saturating_add(waiting);
        let now = Now { monotonic: Duration::ZERO, wall: SystemTime::now() };
        let hold = Hold { since: now.wall, length: Duration::from_secs(60 * 60) };
        let first = self.warm.saturating_add(self.n);
        let mut outbox = Outbox::new(settings, 0);
        for job in self.deliveries(first..first.saturating_add(waiting)) {
            outbox.restore_hold(&job.channel, hold, now).expect("room");
            outbox.push(job.map(Parcel::from), now).expect("room");
        }
        outbox
    }
}

/// What is known of a delivery, which is drained when each of its jobs has ended except those that wait.
#[derive(Debug)]
pub struct Delivered {
    left: usize,
    handle: Handle,
    /// How many were accepted.
    pub ok: usize,
}

impl Delivered {
    /// Of so many jobs, nothing yet.
    pub fn new(jobs: usize, handle: Handle) -> Self {
        if jobs == 0 {
            handle.drain();
        }
        Self { left: jobs, handle, ok: 0 }
    }

    /// Takes an event.
    pub fn note(&mut self, event: &Event<usize>) {
        let Event::Ended(ended) = event else { return };
        self.ok = self.ok.saturating_add(usize::from(ended.end == End::Accepted));
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            self.handle.drain();
        }
    }
}
