//! What the outbox reports.

use mpns_outbox::{End, Ended, Event, Held, Now};

use super::{Delivery, PROBES};
use crate::batch::note::{HeldNote, Note, seconds, whole};
use crate::batch::output::Why as Reason;
use crate::batch::parked::Why;
use crate::batch::result_line::Sent;
use crate::batch::waiting::Waiting;

impl Delivery {
    pub(super) fn note(&mut self, event: Event<Waiting>, now: Now) {
        match event {
            Event::Ended(ended) => self.note_end(ended, now),
            Event::Held(held) => self.note_hold(&held, now),
            Event::ChannelExpired(channel) => {
                self.output.add_expired(channel.expose());
                if let Ok(uri) = channel.uri() {
                    let channel = self.parked.key(&uri);
                    self.parked.wait(channel, 0, Why::Gone);
                }
            }
            Event::HostDown { origin, hold } => self.note_down(origin, seconds(hold.end()), now),
            Event::HostUp { origin } => {
                self.down.remove(&origin);
            }
            _ => {}
        }
    }

    fn note_end(&mut self, ended: Ended<Waiting>, now: Now) {
        let Ended { payload: job, end, attempts, ticket, .. } = ended;
        self.places.remove(job.line);
        let attempts = job.attempts_before.saturating_add(attempts);
        if let Some(ticket) = ticket {
            self.in_flight.remove(&ticket);
        }
        if end == End::Cancelled {
            let is_held = self.parked.why(job.parked_as) == Some(Why::Held);
            if is_held && self.rules.no_retry {
                return self.end(job, Reason::ChannelHeld, attempts, None, now);
            }
            return self.park_cancelled(&job, attempts, now);
        }
        let sent = ticket.and_then(|ticket| self.landed.remove(&ticket));
        self.end(job, Reason::End(end), attempts, sent.as_ref(), now);
    }

    /// A job left the outbox because its channel is held or its host is down.
    fn park_cancelled(&mut self, job: &Waiting, attempts: u16, now: Now) {
        let until = self.down.get(&super::origin(&job.channel)).copied();
        let until = until.unwrap_or_else(|| seconds(now.wall));
        // If the channel is held, that is known already.
        self.park(job.parked_as, job.line, attempts, until, Why::HostDown);
    }

    fn note_hold(&mut self, held: &Held, now: Now) {
        let Some(ticket) = held.ticket else { return };
        let Some((line, attempts)) = self.in_flight.remove(&ticket) else { return };
        let Ok(uri) = held.channel.uri() else { return };
        self.output.add_note(&Note::Held(HeldNote {
            line,
            attempts,
            backoffs: held.backoffs,
            held_at: seconds(held.hold.since),
            held_seconds: whole(held.hold.length),
        }));
        let until = seconds(held.hold.end());
        let channel = self.parked.key(&uri);
        self.parked.wait(channel, until, Why::Held).backoffs = held.backoffs;
        self.outbox.release_channel(&uri, now);
    }

    /// Makes room for the jobs of other hosts.
    fn note_down(&mut self, origin: String, until: u64, now: Now) {
        for channel in self.places.beyond(PROBES, &origin) {
            self.outbox.release_channel(&channel, now);
        }
        self.down.insert(origin, until);
    }

    /// A job has ended, and is not sent again.
    pub(super) fn end(
        &mut self,
        job: Waiting,
        reason: Reason,
        attempts: u16,
        sent: Option<&Sent>,
        now: Now,
    ) {
        let (line, channel) = (job.line, job.parked_as);
        let form = &self.rules.form;
        let verdict = self.output.add_end(form, job, reason, attempts, sent, now.wall);
        self.record.end(line, verdict);
        self.parked.end(channel, line);
    }
}
