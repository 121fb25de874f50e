use std::collections::HashMap;
use std::time::Duration;

use mpns_outbox::{End, Ended, Event, Held, Now, Outbox, Output, Settings, Ticket};
use mpns_proto::{ChannelUri, Jitter, NoReply, Notification, Reply};

use super::claim::Claim;
use super::lost::{lost, settle_lost};
use super::settlement::{Fate, Sent, Settlement};

/// What this worker has claimed, and an outbox that decides what becomes of it. It has no I/O.
///
/// A channel is in the outbox with the one job that was claimed, from the claim to its settlement. Holds and back-offs come
/// from the database and go there; what the outbox remembers itself are its hosts.
pub(super) struct Sending {
    outbox: Outbox<i64>,
    claims: HashMap<i64, Claimed>,
    tickets: HashMap<Ticket, i64>,
    /// Those that were claimed since the last look, and may not be sendable.
    fresh: Vec<i64>,
    settlements: Vec<Settlement>,
    notes: Vec<HostNote>,
    /// The hosts to which nothing is sent, by this worker's own clock.
    down: HashMap<String, Duration>,
    jitter: fn() -> Jitter,
}

struct Claimed {
    claim: Claim,
    sent: Option<(Now, Option<Sent>)>,
    hold: Option<(Duration, u8)>,
    /// It goes back as if it had not been claimed.
    is_given_back: bool,
}

/// What all workers should know of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HostNote {
    pub(super) origin: String,
    /// For how long nothing is sent to it; `None` if it is up again.
    pub(super) down: Option<Duration>,
}

/// A request to send.
pub(super) struct Request {
    pub(super) ticket: Ticket,
    pub(super) notification: Notification,
    pub(super) channel: ChannelUri,
    /// When the lease ends, as a time since the start.
    pub(super) ends: Duration,
}

impl Sending {
    pub(super) fn new(settings: Settings, seed: u128, jitter: fn() -> Jitter) -> Self {
        Self {
            outbox: Outbox::new(settings, seed),
            claims: HashMap::new(),
            tickets: HashMap::new(),
            fresh: Vec::new(),
            settlements: Vec::new(),
            notes: Vec::new(),
            down: HashMap::new(),
            jitter,
        }
    }

    /// How many claims have no settlement yet.
    pub(super) fn claims(&self) -> usize {
        self.claims.len()
    }

    /// How many claims each host has.
    pub(super) fn claims_by_host(&self) -> HashMap<i32, i32> {
        let mut counts = HashMap::new();
        for claimed in self.claims.values() {
            let count: &mut i32 = counts.entry(claimed.claim.host).or_default();
            *count = count.saturating_add(1);
        }
        counts
    }

    /// The hosts that are not to be claimed from.
    pub(super) fn down(&mut self, now: Now) -> Vec<&str> {
        self.down.retain(|_, until| *until > now.monotonic);
        self.down.keys().map(String::as_str).collect()
    }

    /// What is to be written.
    pub(super) fn take_settlements(&mut self) -> Vec<Settlement> {
        std::mem::take(&mut self.settlements)
    }

    pub(super) fn take_notes(&mut self) -> Vec<HostNote> {
        std::mem::take(&mut self.notes)
    }

    /// Takes a claim.
    pub(super) fn take(&mut self, claim: Claim, now: Now) {
        if claim.was_lost {
            let settings = *self.outbox.settings();
            self.settlements.push(settle_lost(&claim, settings, now, (self.jitter)()));
            return;
        }
        let (lease, attempts, id) = (claim.lease, claim.attempts, claim.lease.channel);
        if self.claims.contains_key(&id) || self.outbox.push(claim.job(), now).is_err() {
            self.settlements.push(Settlement::unsent(lease, attempts));
            return;
        }
        self.outbox.restore_backoffs(&claim.uri, claim.backoffs);
        self.outbox.restore_breaker(&claim.uri, claim.openings);
        self.claims.insert(id, Claimed { claim, sent: None, hold: None, is_given_back: false });
        self.fresh.push(id);
    }

    /// What to send next; `None` if nothing is to be sent now. Then every claim is in flight or has its settlement.
    pub(super) fn next(&mut self, now: Now) -> Option<Request> {
        loop {
            match self.outbox.poll(now) {
                Output::Transmit(transmit) => {
                    let (ticket, id) = (transmit.ticket, *transmit.payload);
                    if let Some(request) = self.request(ticket, id, now) {
                        return Some(request);
                    }
                }
                Output::Event(event) => self.take_event(event, now),
                Output::Wait(_) | Output::Full | Output::Idle => {
                    if !self.give_back(now) {
                        return None;
                    }
                }
            }
        }
    }

    fn request(&mut self, ticket: Ticket, id: i64, now: Now) -> Option<Request> {
        let claimed = self.claims.get_mut(&id)?;
        self.tickets.insert(ticket, id);
        // A worker that stood still for longer than its lease has to look before it sends.
        if claimed.claim.ends <= now.monotonic {
            claimed.is_given_back = true;
            self.outbox.lose(ticket, now, (self.jitter)());
            return None;
        }
        claimed.sent = Some((now, None));
        let Claim { notification, uri, ends, .. } = &claimed.claim;
        let (notification, channel) = (notification.clone(), uri.clone());
        Some(Request { ticket, notification, channel, ends: *ends })
    }

    /// Takes what a request led to; `None` if nothing is known of it.
    pub(super) fn take_result(
        &mut self,
        ticket: Ticket,
        result: Option<Result<Reply, NoReply>>,
        now: Now,
    ) {
        let claimed = self.tickets.get(&ticket).and_then(|id| self.claims.get_mut(id));
        if let Some((began, sent)) = claimed.and_then(|claimed| claimed.sent.as_mut()) {
            let took = now.monotonic.saturating_sub(began.monotonic);
            let result = result
                .clone()
                .unwrap_or_else(|| Err(lost("its lease ended before there was a reply")));
            *sent = Some(Sent { at: began.wall, took, result });
        }
        let jitter = (self.jitter)();
        match result {
            Some(Ok(reply)) => self.outbox.handle_reply(ticket, &reply, now, jitter),
            Some(Err(error)) => self.outbox.handle_error(ticket, &error, now, jitter),
            None => self.outbox.lose(ticket, now, jitter),
        }
    }

    fn take_event(&mut self, event: Event<i64>, now: Now) {
        match event {
            Event::Held(held) => self.hold(&held, now),
            Event::Ended(ended) => self.end(&ended),
            Event::HostDown { origin, hold } => {
                let until = now.monotonic.saturating_add(hold.length);
                self.down.insert(origin.clone(), until);
                self.notes.push(HostNote { origin, down: Some(hold.length) });
            }
            Event::HostUp { origin } => {
                self.down.remove(&origin);
                self.notes.push(HostNote { origin, down: None });
            }
            // What it says is in the end of the job.
            _ => {}
        }
    }

    /// The hold goes to the database, and the outbox forgets it, and the job if that is to be sent again.
    fn hold(&mut self, held: &Held, now: Now) {
        let id = held.ticket.and_then(|ticket| self.tickets.remove(&ticket));
        let Some(claimed) = id.and_then(|id| self.claims.get_mut(&id)) else { return };
        claimed.hold = Some((held.hold.length, held.backoffs));
        let uri = claimed.claim.uri.clone();
        self.outbox.release_channel(&uri, now);
    }

    fn end(&mut self, ended: &Ended<i64>) {
        if let Some(ticket) = ended.ticket {
            self.tickets.remove(&ticket);
        }
        let Some(claimed) = self.claims.remove(&ended.payload) else { return };
        let Claimed { claim, sent, hold, is_given_back } = claimed;
        if is_given_back {
            self.settlements.push(Settlement::unsent(claim.lease, claim.attempts));
            return;
        }
        // Nothing but a release cancels it.
        let fate = if ended.end == End::Cancelled { Fate::Stays } else { Fate::Ended(ended.end) };
        let attempts = claim.attempts.saturating_sub(1).saturating_add(ended.attempts);
        let sent = sent.and_then(|(_, sent)| sent);
        let has_reply = sent.as_ref().is_some_and(|sent| sent.result.is_ok());
        let backoffs = hold.map(|(_, backoffs)| backoffs).or(has_reply.then_some(0));
        let hold = hold.map(|(hold, _)| hold);
        self.settlements.push(Settlement {
            lease: claim.lease,
            fate,
            attempts,
            hold,
            backoffs,
            sent,
        });
    }

    /// Gives back what was claimed and cannot be sent now, because its host went down or is being probed. Returns whether
    /// there was any.
    fn give_back(&mut self, now: Now) -> bool {
        let mut has_any = false;
        for id in std::mem::take(&mut self.fresh) {
            if let Some(claimed) = self.claims.get_mut(&id)
                && claimed.sent.is_none()
            {
                claimed.is_given_back = true;
                has_any = true;
                let uri = claimed.claim.uri.clone();
                self.outbox.release_channel(&uri, now);
            }
        }
        has_any
    }
}

#[cfg(test)]
mod tests;
