use std::num::{NonZeroU16, NonZeroU32};
use std::time::Duration;

use mpns_outbox::{End, Event, Failure, HoldReason, Job, Now, Outbox, Output, Ticket};
use mpns_proto::{BatchingInterval, ChannelUri, Jitter, Reply};

/// What is simulated: an outbox, or something that pretends to be one.
///
/// A job is known by its key, a channel and a host by its number.
pub trait Sender {
    /// Whether there was room for it.
    fn push(&mut self, job: &Pushed, now: Now) -> bool;
    /// What to do next; an error if it shows that something is wrong.
    fn poll(&mut self, now: Now) -> Result<Step, String>;
    /// Takes a reply or an error.
    fn answer(&mut self, ticket: Ticket, result: &Result<Reply, Failure>, now: Now, jitter: Jitter);
    /// Cancels a channel.
    fn cancel(&mut self, channel: &ChannelUri, now: Now);
    /// Is saved, and restored from what was saved.
    fn restore(&mut self, now: Now);
    /// How much is in it.
    fn counts(&self) -> Counts;
    /// How many bytes of memory it takes, if that is measured.
    fn bytes(&self) -> Option<i64> {
        None
    }
}

/// A job that is pushed.
#[derive(Clone, Copy, Debug)]
pub struct Pushed {
    /// By which it is known.
    pub key: u32,
    /// By number.
    pub channel: u32,
    /// By number.
    pub host: u16,
    /// Whether the channel is one of `https`.
    pub is_authenticated: bool,
    /// From now.
    pub deadline: Option<Duration>,
    /// Zero if there is no limit.
    pub attempts: u8,
    /// Zero if it is no tile.
    pub tile: u8,
    /// Whether it is delivered at once.
    pub is_immediate: bool,
    /// Whether it is repeated if it may have been delivered.
    pub may_show_twice: bool,
}

/// How much is in an outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// With those in flight.
    pub jobs: usize,
    /// Requests.
    pub in_flight: usize,
    /// With those that are held.
    pub channels: usize,
    /// With those that are down.
    pub hosts: usize,
}

/// An output, in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in an output of the outbox")]
pub enum Step {
    Transmit { ticket: Ticket, channel: u32, host: u16, key: u32, attempt: u16 },
    Ended { key: u32, end: End, attempts: u16, ticket: Option<Ticket> },
    Held { channel: u32, reason: HoldReason, length: Duration, ticket: Option<Ticket> },
    ChannelExpired { channel: u32 },
    HostDown { host: u16, length: Duration },
    HostUp { host: u16 },
    Wait(Duration),
    Full,
    Idle,
}

impl Sender for Outbox<u32> {
    fn push(&mut self, pushed: &Pushed, now: Now) -> bool {
        let mut job =
            Job::new(uri(pushed.channel, pushed.host, pushed.is_authenticated), pushed.key);
        job.deadline = pushed.deadline;
        job.attempts = NonZeroU16::new(pushed.attempts.into());
        job.tile = NonZeroU32::new(pushed.tile.into());
        job.may_show_twice = pushed.may_show_twice;
        if !pushed.is_immediate {
            job.interval = BatchingInterval::Within450s;
        }
        Self::push(self, job, now).is_ok()
    }

    fn poll(&mut self, now: Now) -> Result<Step, String> {
        Ok(match Self::poll(self, now) {
            Output::Transmit(transmit) => {
                let (channel, host) = numbers(transmit.channel.expose())?;
                let (ticket, key, attempt) = (transmit.ticket, *transmit.payload, transmit.attempt);
                Step::Transmit { ticket, channel, host, key, attempt }
            }
            Output::Event(Event::Ended(ended)) => Step::Ended {
                key: ended.payload,
                end: ended.end,
                attempts: ended.attempts,
                ticket: ended.ticket,
            },
            Output::Event(Event::Held(held)) => Step::Held {
                channel: numbers(held.channel.expose())?.0,
                reason: held.reason,
                length: held.hold.length,
                ticket: held.ticket,
            },
            Output::Event(Event::ChannelExpired(channel)) => {
                Step::ChannelExpired { channel: numbers(channel.expose())?.0 }
            }
            Output::Event(Event::HostDown { origin, hold }) => {
                Step::HostDown { host: host_number(&origin)?, length: hold.length }
            }
            Output::Event(Event::HostUp { origin }) => Step::HostUp { host: host_number(&origin)? },
            Output::Event(event) => return Err(format!("an unknown event: {event:?}")),
            Output::Wait(wait) => Step::Wait(wait),
            Output::Full => Step::Full,
            Output::Idle => Step::Idle,
        })
    }

    fn answer(
        &mut self,
        ticket: Ticket,
        result: &Result<Reply, Failure>,
        now: Now,
        jitter: Jitter,
    ) {
        match result {
            Ok(reply) => self.handle_reply(ticket, reply, now, jitter),
            Err(failure) => self.handle_error(ticket, *failure, now, jitter),
        }
    }

    fn cancel(&mut self, channel: &ChannelUri, now: Now) {
        self.cancel_channel(channel, now);
    }

    fn restore(&mut self, now: Now) {
        let (settings, saved) = (*self.settings(), self.save(now));
        *self = Self::new(settings, 0);
        *self = Self::restore(settings, now.monotonic.as_nanos(), saved, now);
    }

    fn counts(&self) -> Counts {
        Counts {
            jobs: self.jobs(),
            in_flight: self.in_flight(),
            channels: self.channels(),
            hosts: self.hosts(),
        }
    }
}

/// The URI of a channel. Its length is that of those that phones get.
pub(super) fn uri(channel: u32, host: u16, is_authenticated: bool) -> ChannelUri {
    let scheme = if is_authenticated { "https" } else { "http" };
    let text = format!("{scheme}://h{host}.notify.live.net{PATH}{channel:08x}");
    text.parse().expect("a channel URI")
}

/// The length of the part of a URI that each channel has.
pub(super) const PATH_LENGTH: usize = PATH.len() + 8;

fn numbers(uri: &str) -> Result<(u32, u16), String> {
    let digits = uri.len().checked_sub(8).and_then(|place| uri.get(place..));
    let channel = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    Ok((channel.ok_or("an unknown channel")?, host_number(uri)?))
}

fn host_number(origin: &str) -> Result<u16, String> {
    let name = origin.split_once("://h").and_then(|(_, rest)| rest.split_once('.'));
    let number = name.and_then(|(number, _)| number.parse().ok());
    number.ok_or_else(|| "an unknown host".into())
}

const PATH: &str =
    "/throttledthirdparty/01.00/AAFC8Zm3bN7wQIL1sWkzmQ5vAgAAAAADAQAAAAQUZm52OjY2QkJCNDhFNTcwN";
