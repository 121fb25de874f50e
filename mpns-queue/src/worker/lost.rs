use std::time::Duration;

use mpns_outbox::{Event, Now, Outbox, Output, Settings};
use mpns_proto::{Jitter, NoReply};

use super::claim::Claim;
use super::settlement::{Fate, Sent, Settlement};

/// What becomes of a job that another worker had claimed, and of which it has said nothing before its lease ended. An
/// outbox decides, as of any request of which nothing is known; nothing is sent.
pub(super) fn settle_lost(
    claim: &Claim,
    settings: Settings,
    now: Now,
    jitter: Jitter,
) -> Settlement {
    let mut outbox = Outbox::new(settings, 0);
    let (mut hold, mut fate) = (None, Fate::Stays);
    if outbox.push(claim.job(), now).is_ok() {
        outbox.restore_backoffs(&claim.uri, claim.backoffs);
    }
    loop {
        match outbox.poll(now) {
            Output::Transmit(transmit) => {
                let ticket = transmit.ticket;
                outbox.lose(ticket, now, jitter);
            }
            Output::Event(Event::Held(held)) => hold = Some((held.hold.length, held.backoffs)),
            Output::Event(Event::Ended(ended)) => fate = Fate::Ended(ended.end),
            Output::Event(_) => {}
            Output::Wait(_) | Output::Full | Output::Idle => break,
        }
    }
    let text = "the worker that sent it ended before it recorded the reply";
    Settlement {
        lease: claim.lease,
        fate,
        attempts: claim.attempts,
        hold: hold.map(|(hold, _)| hold),
        backoffs: hold.map(|(_, backoffs)| backoffs),
        sent: Some(Sent { at: now.wall, took: Duration::ZERO, result: Err(lost(text)) }),
    }
}

/// Nothing is known of a request.
pub(super) fn lost(text: &str) -> NoReply {
    let mut lost = NoReply::new("lost", text);
    lost.may_have_been_delivered = true;
    lost
}
