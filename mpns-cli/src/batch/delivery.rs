//! The jobs on their way: pure, without files, sockets and clock.
//!
//! The outbox has only what can be sent soon. **What has to wait for long is parked**: a channel that is held, and the
//! jobs of a host that does not answer, beyond a few that find out whether it is back. Their jobs leave the outbox, and
//! are read again from their file when they are due. So they never take the places of the others, memory does not grow
//! with their number (but for about 40 bytes a channel), and going on after a restart is the same as going on after a
//! hold.
//!
//! This is not built on the courier of the transports' `deliver`: that has no way to release a channel, and its
//! events leave out the back-offs and the times of requests, which the files of a batch have to keep.

use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroU16;
use std::time::{Duration, SystemTime};

use mpns_outbox::{Now, Outbox, Output as Next, Settings, Ticket};
use mpns_proto::{ChannelUri, Jitter, Limits, NoReply, Notification, Outcome, Reply};

use super::job_line::Form;
use super::output::Output;
use super::parked::Parked;
use super::places::{Places, origin};
use super::record::Record;
use super::result_line::Sent;
use super::waiting::Waiting;

mod events;
mod taking;
#[cfg(test)]
mod tests;

/// What the user chose.
pub(super) struct Rules {
    pub(super) form: Form,
    pub(super) limits: Limits,
    pub(super) deadline: Option<SystemTime>,
    pub(super) attempts: Option<NonZeroU16>,
    pub(super) no_retry: bool,
    pub(super) may_show_twice: bool,
    pub(super) with_content: bool,
}

pub(super) struct Delivery {
    rules: Rules,
    outbox: Outbox<Waiting>,
    places: Places,
    parked: Parked,
    pub(super) record: Record,
    /// The hosts that do not answer, and until when nothing is sent to them.
    down: BTreeMap<String, u64>,
    in_flight: HashMap<Ticket, (u64, u16)>,
    /// The requests that have ended, until what follows from it is known.
    landed: HashMap<Ticket, Sent>,
    pub(super) output: Output,
    /// How many requests were sent.
    pub(super) sent: u64,
}

/// A request to be sent.
pub(super) struct Shipment {
    pub(super) ticket: Ticket,
    pub(super) channel: ChannelUri,
    pub(super) notification: Notification,
}

/// What is to be done.
pub(super) enum Step {
    Send(Shipment),
    /// Nothing, until there is a reply or this time has passed.
    Wait(Duration),
}

impl Delivery {
    pub(super) fn new(rules: Rules, settings: Settings, seed: u128, record: Record) -> Self {
        Self {
            rules,
            outbox: Outbox::new(settings, seed),
            places: Places::default(),
            parked: Parked::default(),
            record,
            down: BTreeMap::new(),
            in_flight: HashMap::new(),
            landed: HashMap::new(),
            output: Output::default(),
            sent: 0,
        }
    }

    pub(super) fn has_room(&self) -> bool {
        self.outbox.room() > 0
    }

    /// How many jobs are in memory.
    pub(super) fn jobs(&self) -> usize {
        self.outbox.jobs()
    }

    /// No parked channel is due before this second since 1970.
    pub(super) fn next_due(&self) -> Option<u64> {
        self.parked.next()
    }

    /// Every line was read. Finds out exactly when the next parked channel is due.
    pub(super) fn end_pass(&mut self) {
        self.parked.find_next();
    }

    /// How many channels are held, and when the first is due.
    pub(super) fn held(&self) -> (usize, Option<u64>) {
        self.parked.held()
    }

    /// Sends nothing more. What is in flight is waited for.
    pub(super) fn drain(&mut self) {
        self.outbox.drain();
    }

    /// What to do next. What has happened meanwhile is in the output, and has to be written before anything is sent.
    pub(super) fn poll(&mut self, now: Now) -> Step {
        loop {
            let event = match self.outbox.poll(now) {
                Next::Transmit(transmit) => {
                    self.landed.clear();
                    let job = transmit.payload;
                    let attempts = job.attempts_before.saturating_add(transmit.attempt);
                    self.in_flight.insert(transmit.ticket, (job.line, attempts));
                    self.sent = self.sent.saturating_add(1);
                    return Step::Send(Shipment {
                        ticket: transmit.ticket,
                        channel: job.channel.clone(),
                        notification: job.notification.clone(),
                    });
                }
                Next::Event(event) => event,
                Next::Wait(time) => {
                    self.landed.clear();
                    return Step::Wait(time);
                }
                Next::Full | Next::Idle => {
                    self.landed.clear();
                    return Step::Wait(Duration::MAX);
                }
            };
            self.note(event, now);
        }
    }

    /// A request has ended.
    pub(super) fn land(&mut self, ticket: Ticket, sent: Sent, jitter: Jitter, now: Now) {
        match &sent.result {
            Ok(reply) => {
                self.find_up(ticket, reply);
                self.outbox.handle_reply(ticket, reply, now, jitter);
            }
            Err(error) => {
                let error: &NoReply = error;
                self.outbox.handle_error(ticket, error, now, jitter);
            }
        }
        self.landed.insert(ticket, sent);
    }

    /// A host that answers is not down.
    fn find_up(&mut self, ticket: Ticket, reply: &Reply) {
        if self.down.is_empty() || reply.outcome() == Outcome::Unavailable {
            return;
        }
        if let Some(job) = self.outbox.payload(ticket) {
            self.down.remove(&origin(&job.channel));
        }
    }
}

/// The second of the calendar.
trait WallSecond {
    fn wall_second(&self) -> u64;
}

impl WallSecond for Now {
    fn wall_second(&self) -> u64 {
        self.wall.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
    }
}

/// How many jobs of a host that does not answer stay in the outbox, to find out whether it is back.
const PROBES: usize = 64;
