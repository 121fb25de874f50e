use std::collections::BTreeMap;
use std::time::Duration;

use mpns_outbox::{End, Failure, Now, Outbox, Settings, Ticket};
use mpns_proto::http::StatusCode;
use mpns_proto::{ChannelUri, Jitter, Reply};

use super::fault::Fault;
use super::sender::{Counts, Pushed, Sender, Step, uri};
use super::world::is_authenticated;

/// An outbox with a fault, which the checker has to notice.
#[derive(Debug)]
pub struct Wrong {
    outbox: Outbox<u32>,
    fault: Fault,
    /// How many times there was an opportunity for the fault.
    times: u32,
    /// What is said once more.
    again: Option<Step>,
    /// Requests that are sent when there is nothing else to do.
    last: Vec<Step>,
    /// How many jobs it has not taken, but says that it has.
    kept: usize,
    latest: Option<Ticket>,
    /// The latest job of each channel, and jobs that are mistaken for each other.
    latest_keys: BTreeMap<u32, u32>,
    swapped: BTreeMap<u32, u32>,
}

impl Wrong {
    /// An empty one.
    pub fn new(settings: Settings, fault: Fault) -> Self {
        Self {
            outbox: Outbox::new(fault.settings(settings), 1),
            fault,
            times: 0,
            again: None,
            last: Vec::new(),
            kept: 0,
            latest: None,
            latest_keys: BTreeMap::new(),
            swapped: BTreeMap::new(),
        }
    }

    /// Whether the fault happens this time: not at first, when nothing depends on it.
    fn happens(&mut self, fault: Fault) -> bool {
        if self.fault != fault {
            return false;
        }
        self.times += 1;
        self.times.is_multiple_of(RARELY)
    }

    fn time(&self, now: Now) -> Now {
        let monotonic = match self.fault {
            Fault::FastClock => now.monotonic * 21 / 20,
            Fault::SlowClock => now.monotonic * 19 / 20,
            _ => now.monotonic,
        };
        Now { monotonic, ..now }
    }

    /// What is said instead of this; nothing if it is not said.
    fn distort(&mut self, mut step: Step) -> Option<Step> {
        match &mut step {
            Step::Transmit { ticket, channel, host, key, .. } => {
                *key = *self.swapped.get(key).unwrap_or(key);
                self.latest = Some(*ticket);
                self.latest_keys.remove(channel);
                if self.fault == Fault::ForgetsBackoffs {
                    let channel = uri(*channel, *host, is_authenticated(*host));
                    self.outbox.restore_backoffs(&channel, 0);
                }
                if self.fault == Fault::HostIsLast && *host == 0 {
                    self.last.push(step);
                    return None;
                }
                if self.happens(Fault::SendsTwice) {
                    self.again = Some(step);
                }
            }
            Step::Ended { key, end, .. } => {
                *key = *self.swapped.get(key).unwrap_or(key);
                if self.happens(Fault::WrongEnd) {
                    *end = End::Failed;
                }
                if self.happens(Fault::EndsTwice) {
                    self.again = Some(step);
                }
            }
            Step::Held { .. } if self.happens(Fault::HoldIsSilent) => return None,
            Step::HostUp { .. } if self.fault == Fault::HostIsSilent => return None,
            Step::HostDown { .. } if self.fault == Fault::HostIsSilent => return None,
            Step::HostDown { length, .. } if self.fault == Fault::BreakerIsShort => *length *= 2,
            Step::Wait(wait) => {
                if self.happens(Fault::WaitsForNothing) {
                    *wait = Duration::ZERO;
                }
                if self.fault == Fault::Oversleeps {
                    *wait += Duration::from_secs(90);
                }
                if self.happens(Fault::IdleTooSoon) {
                    step = Step::Idle;
                }
            }
            _ => {}
        }
        Some(step)
    }
}

impl Sender for Wrong {
    fn push(&mut self, job: &Pushed, now: Now) -> bool {
        let now = self.time(now);
        let mut job = self.fault.job(*job);
        if self.happens(Fault::LosesAJob) {
            return true;
        }
        if self.fault == Fault::StarvesAHost && job.host == 0 && self.kept == 0 {
            self.kept += 1;
            return true;
        }
        if self.happens(Fault::WrongChannel) {
            job.channel ^= 1;
        }
        let is_taken = Sender::push(&mut self.outbox, &job, now);
        if is_taken && self.fault == Fault::OutOfOrder {
            match self.latest_keys.remove(&job.channel) {
                Some(key) => self.swapped.extend([(key, job.key), (job.key, key)]),
                None => drop(self.latest_keys.insert(job.channel, job.key)),
            }
        }
        is_taken
    }

    fn poll(&mut self, now: Now) -> Result<Step, String> {
        if let Some(again) = self.again.take() {
            return Ok(again);
        }
        let now = self.time(now);
        loop {
            let step = Sender::poll(&mut self.outbox, now)?;
            if let Step::Wait(_) | Step::Full | Step::Idle = step
                && let Some(last) = self.last.pop()
            {
                return Ok(last);
            }
            if let Some(step) = self.distort(step) {
                return Ok(step);
            }
        }
    }

    fn answer(
        &mut self,
        ticket: Ticket,
        result: &Result<Reply, Failure>,
        now: Now,
        jitter: Jitter,
    ) {
        let now = self.time(now);
        let inactive = StatusCode::PRECONDITION_FAILED;
        let mut result = result.clone();
        if let Ok(reply) = &mut result {
            if self.fault == Fault::InactiveForMinutes && reply.status() == inactive {
                *reply = Reply::new(StatusCode::SERVICE_UNAVAILABLE);
            }
            if self.fault == Fault::RetryAfterIsIgnored && reply.retry_after().next().is_some() {
                *reply = Reply::new(reply.status());
            }
        }
        if self.happens(Fault::LosesAnAnswer) {
            return;
        }
        let is_late = self.outbox.payload(ticket).is_none();
        let latest = self.latest.filter(|_| is_late && self.fault == Fault::TakesLateAnswers);
        self.outbox.answer(latest.unwrap_or(ticket), &result, now, jitter);
    }

    fn cancel(&mut self, channel: &ChannelUri, now: Now) {
        self.outbox.cancel(channel, self.time(now));
    }

    fn restore(&mut self, now: Now) {
        let now = self.time(now);
        if self.fault == Fault::ForgetsHolds {
            let later = Now { wall: now.wall + Duration::from_secs(3_600), ..now };
            let (settings, saved) = (*self.outbox.settings(), self.outbox.save(now));
            self.outbox = Outbox::restore(settings, 1, saved, later);
        } else {
            Sender::restore(&mut self.outbox, now);
        }
    }

    fn counts(&self) -> Counts {
        let mut counts = self.outbox.counts();
        counts.jobs += self.kept;
        counts.in_flight -= self.last.len();
        counts
    }

    fn bytes(&self) -> Option<i64> {
        (self.fault == Fault::GrowsWithoutBound).then_some(i64::MAX)
    }
}

/// One of so many times.
const RARELY: u32 = 20;
