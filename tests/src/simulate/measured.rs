use mpns_outbox::{Failure, Now, Ticket};
use mpns_proto::{ChannelUri, Jitter, Reply};

use super::sender::{Counts, Pushed, Sender, Step};

/// A sender whose memory is measured, by a function that runs another and returns by how many bytes the memory has grown.
#[derive(Debug)]
pub struct Measured<S> {
    sender: S,
    measure: fn(&mut dyn FnMut()) -> i64,
    bytes: i64,
}

impl<S> Measured<S> {
    /// A sender that `new` creates.
    pub fn new(measure: fn(&mut dyn FnMut()) -> i64, new: impl Fn() -> S) -> Self {
        let mut sender = new();
        let bytes = measure(&mut || sender = new());
        Self { sender, measure, bytes }
    }

    fn call<R>(&mut self, mut call: impl FnMut(&mut S) -> R) -> R {
        let (sender, mut result) = (&mut self.sender, None);
        self.bytes += (self.measure)(&mut || result = Some(call(sender)));
        result.expect("a result of the function that has been run")
    }
}

impl<S: Sender> Sender for Measured<S> {
    fn push(&mut self, job: &Pushed, now: Now) -> bool {
        self.call(|sender| sender.push(job, now))
    }

    fn poll(&mut self, now: Now) -> Result<Step, String> {
        self.call(|sender| sender.poll(now))
    }

    fn answer(
        &mut self,
        ticket: Ticket,
        result: &Result<Reply, Failure>,
        now: Now,
        jitter: Jitter,
    ) {
        self.call(|sender| sender.answer(ticket, result, now, jitter));
    }

    fn cancel(&mut self, channel: &ChannelUri, now: Now) {
        self.call(|sender| sender.cancel(channel, now));
    }

    fn restore(&mut self, now: Now) {
        self.call(|sender| sender.restore(now));
    }

    fn counts(&self) -> Counts {
        self.sender.counts()
    }

    fn bytes(&self) -> Option<i64> {
        Some(self.bytes)
    }
}
