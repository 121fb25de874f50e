use mpns_outbox::{Failure, Now, Outbox, Saved, Settings, Ticket};
use mpns_proto::{ChannelUri, Jitter, Reply};

use super::sender::{Counts, Pushed, Sender, Step};

/// An outbox that is saved as a text and restored from it before each poll, beside one that is not, which is the only one
/// that gets late answers.
#[derive(Debug)]
pub struct Twins {
    kept: Outbox<u32>,
    restored: Outbox<u32>,
}

impl Twins {
    /// Two empty ones.
    pub fn new(settings: Settings) -> Self {
        Self { kept: Outbox::new(settings, 1), restored: Outbox::new(settings, 2) }
    }
}

impl Sender for Twins {
    fn push(&mut self, job: &Pushed, now: Now) -> bool {
        Sender::push(&mut self.restored, job, now);
        Sender::push(&mut self.kept, job, now)
    }

    fn poll(&mut self, now: Now) -> Result<Step, String> {
        let saved = self.restored.save(now);
        if saved != self.kept.save(now) {
            return Err("the restored outbox is in another state than the other".into());
        }
        let text = serde_json::to_string(&saved).map_err(|error| error.to_string())?;
        let saved: Saved<u32> = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let settings = *self.kept.settings();
        self.restored = Outbox::restore(settings, now.monotonic.as_nanos(), saved, now);
        let (step, other) =
            (Sender::poll(&mut self.kept, now)?, Sender::poll(&mut self.restored, now)?);
        if step != other {
            return Err(format!("{step:?}, and after it was restored {other:?}"));
        }
        Ok(step)
    }

    fn answer(
        &mut self,
        ticket: Ticket,
        result: &Result<Reply, Failure>,
        now: Now,
        jitter: Jitter,
    ) {
        if self.restored.payload(ticket).is_some() {
            self.restored.answer(ticket, result, now, jitter);
        }
        self.kept.answer(ticket, result, now, jitter);
    }

    fn cancel(&mut self, channel: &ChannelUri, now: Now) {
        self.kept.cancel(channel, now);
        self.restored.cancel(channel, now);
    }

    /// It has been.
    fn restore(&mut self, _: Now) {}

    fn counts(&self) -> Counts {
        self.kept.counts()
    }
}
