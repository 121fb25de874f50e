//! The loop of a batch: from the jobs through the outbox and the transport to the files.

use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, IsTerminal as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use mpns_outbox::{Now, Ticket};
use mpns_proto::Jitter;

use super::delivery::{Delivery, Step};
use super::files::Files;
use super::lanes::Lanes;
use super::passes::Passes;
use super::progress::{Progress, State};
use super::result_line::Sent;
use crate::failure::{Failure, say};

pub(super) struct Run {
    pub(super) delivery: Delivery,
    pub(super) passes: Passes,
    pub(super) files: Files,
    pub(super) lanes: Lanes,
    pub(super) clock: Clock,
    /// How many jobs there are.
    pub(super) jobs: u64,
    pub(super) is_asked_to_end: Arc<AtomicBool>,
}

impl Run {
    /// Delivers until nothing is left, the user asks to end, or a file cannot be written. In each case what is in
    /// flight is waited for.
    pub(super) fn deliver(&mut self) -> Result<State, Failure> {
        let mut progress = Progress::new(io::stderr().is_terminal(), Instant::now());
        let random = RandomState::new();
        let mut in_flight = 0_usize;
        let mut failure = None;
        let mut is_draining = false;
        loop {
            let now = self.clock.now();
            if !is_draining && self.is_asked_to_end.load(Ordering::Relaxed) {
                is_draining = true;
                self.delivery.drain();
                progress.clear();
                say(format_args!("mpns: waiting for {in_flight} requests; again to stop at once"));
            }
            let turn = if failure.is_some() {
                Ok(Duration::MAX)
            } else {
                self.turn(is_draining, now, &mut in_flight)
            };
            let wait = turn.unwrap_or_else(|error| {
                is_draining = true;
                self.delivery.drain();
                failure = Some(error);
                Duration::ZERO
            });
            if in_flight == 0 && (is_draining || self.is_done()) {
                break;
            }
            progress.show(Instant::now(), || self.state());
            let mut landed = self.lanes.wait(wait.min(TICK));
            for _ in 0..AT_ONCE {
                let Some((ticket, sent)) = landed else { break };
                in_flight = in_flight.saturating_sub(1);
                self.land(ticket, sent, &random);
                landed = self.lanes.next();
            }
        }
        let state = self.state();
        progress.end(Instant::now(), &state);
        // A result that could not be written may fit now.
        while let Step::Send(_) = self.delivery.poll(self.clock.now()) {}
        let written = self.files.write(&mut self.delivery.output).and_then(|()| self.files.sync());
        failure.map_or(written, Err).map(|()| state)
    }

    /// Takes jobs and sends what can be sent. Returns how long there is nothing else to do.
    fn turn(
        &mut self,
        is_draining: bool,
        now: Now,
        in_flight: &mut usize,
    ) -> Result<Duration, Failure> {
        let unreadable =
            |error: io::Error| Failure::no_reply(format_args!("cannot read the jobs: {error}"));
        let next = if is_draining {
            Duration::MAX
        } else {
            self.passes.fill(&mut self.delivery, now).map_err(unreadable)?
        };
        loop {
            let step = self.delivery.poll(now);
            self.files.write(&mut self.delivery.output)?;
            match step {
                Step::Send(shipment) => {
                    *in_flight = in_flight.saturating_add(1);
                    self.lanes.start(shipment);
                }
                Step::Wait(time) => return Ok(time.min(next)),
            }
        }
    }

    fn land(&mut self, ticket: Ticket, sent: Sent, random: &RandomState) {
        // A keyed hash of what never comes twice is as good as random.
        let [first, second, ..] = random.hash_one(ticket).to_le_bytes();
        let jitter = Jitter::new(u16::from_le_bytes([first, second]));
        self.delivery.land(ticket, sent, jitter, self.clock.now());
    }

    /// Whether every job has ended. One whose line is gone from the file is not waited for.
    fn is_done(&self) -> bool {
        let is_idle = self.passes.is_at_end() && self.delivery.jobs() == 0;
        self.delivery.record.counts.all() >= self.jobs
            || (is_idle && self.delivery.next_due().is_none())
    }

    fn state(&self) -> State {
        let (sent, counts) = (self.delivery.sent, self.delivery.record.counts);
        State { sent, counts, jobs: self.jobs, held: self.delivery.held() }
    }
}

/// The time since the start, which does not jump, and by the calendar at the start.
pub(super) struct Clock {
    start: Instant,
    wall: SystemTime,
}

impl Clock {
    pub(super) fn start() -> Self {
        Self { start: Instant::now(), wall: SystemTime::now() }
    }

    pub(super) fn now(&self) -> Now {
        let monotonic = self.start.elapsed();
        Now { monotonic, wall: self.wall.checked_add(monotonic).unwrap_or(self.wall) }
    }
}

/// How soon an interrupt is noticed, and the progress is shown.
const TICK: Duration = Duration::from_millis(100);
/// How many replies are looked at before the next requests are sent.
const AT_ONCE: usize = 256;
