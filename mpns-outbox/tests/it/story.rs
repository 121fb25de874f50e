use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

use mpns_outbox::{Event, Failure, Job, Now, Outbox, Output, Settings, Ticket};
use mpns_proto::http::StatusCode;
use mpns_proto::{ChannelUri, Jitter, NotificationStatus, Reply, SubscriptionStatus};

/// An outbox of named jobs, whose outputs are texts, in virtual time.
pub(crate) struct Story {
    pub(crate) outbox: Outbox<&'static str>,
    pub(crate) now: Now,
    /// What is in flight, the earliest first.
    pub(crate) sent: VecDeque<Ticket>,
}

impl Story {
    pub(crate) fn new() -> Self {
        Self::with(Settings::default())
    }

    pub(crate) fn with(settings: Settings) -> Self {
        Self { outbox: Outbox::new(settings, 1), now: START, sent: VecDeque::new() }
    }

    /// Pushes a job for a channel, such as `h/a`.
    pub(crate) fn push(&mut self, channel: &str, name: &'static str) {
        self.push_job(Job::new(uri(channel), name));
    }

    pub(crate) fn push_job(&mut self, job: Job<&'static str>) {
        self.outbox.push(job, self.now).expect("room");
    }

    /// The next output.
    pub(crate) fn next(&mut self) -> String {
        match self.outbox.poll(self.now) {
            Output::Transmit(transmit) => {
                self.sent.push_back(transmit.ticket);
                let channel = transmit.channel.expose().trim_start_matches("http://").to_owned();
                format!("send {} to {channel}, {}", transmit.payload, transmit.attempt)
            }
            Output::Event(event) => text(&event),
            Output::Wait(wait) => format!("wait {}", wait.as_secs_f64()),
            Output::Full => "full".into(),
            Output::Idle => "idle".into(),
        }
    }

    /// Every output up to one that asks to wait, which is the last.
    pub(crate) fn all(&mut self) -> Vec<String> {
        let mut all = Vec::new();
        loop {
            let next = self.next();
            let is_last = ["wait", "full", "idle"].iter().any(|last| next.starts_with(last));
            all.push(next);
            if is_last {
                return all;
            }
        }
    }

    /// Answers the request that has been in flight for the longest time.
    pub(crate) fn answer(&mut self, reply: &Reply) {
        self.answer_with(reply, Jitter::NONE);
    }

    pub(crate) fn answer_with(&mut self, reply: &Reply, jitter: Jitter) {
        let ticket = self.sent.pop_front().expect("a request");
        self.outbox.handle_reply(ticket, reply, self.now, jitter);
    }

    pub(crate) fn fail(&mut self, failure: Failure) {
        let ticket = self.sent.pop_front().expect("a request");
        self.outbox.handle_error(ticket, failure, self.now, Jitter::NONE);
    }

    /// Time passes, on both clocks.
    pub(crate) fn pass(&mut self, seconds: f64) {
        let passed = Duration::from_secs_f64(seconds);
        self.now.monotonic += passed;
        self.now.wall += passed;
    }
}

pub(crate) fn uri(channel: &str) -> ChannelUri {
    format!("http://{channel}").parse().expect("a channel URI")
}

pub(crate) fn status(code: u16) -> Reply {
    Reply::new(StatusCode::from_u16(code).expect("a status"))
}

pub(crate) fn queue_full() -> Reply {
    status(200).with_notification_status(NotificationStatus::QueueFull)
}

pub(crate) fn expired() -> Reply {
    status(404).with_subscription_status(SubscriptionStatus::Expired)
}

pub(crate) fn unsent() -> Failure {
    Failure::default()
}

pub(crate) fn unknown() -> Failure {
    Failure { may_have_been_delivered: true, is_permanent: false }
}

fn text(event: &Event<&'static str>) -> String {
    let path = |uri: &str| uri.trim_start_matches("http://").to_owned();
    match event {
        Event::Ended(ended) => {
            let by = if ended.ticket.is_some() { "" } else { " unsent" };
            format!("{} {:?}{by}, {}", ended.payload, ended.end, ended.attempts)
        }
        Event::Held(held) => {
            let seconds = held.hold.length.as_secs();
            format!("hold {} {seconds}, {:?}", path(held.channel.expose()), held.reason)
        }
        Event::ChannelExpired(channel) => format!("expired {}", path(channel.expose())),
        Event::HostDown { origin, hold } => {
            format!("down {} {}", path(origin), hold.length.as_secs())
        }
        Event::HostUp { origin } => format!("up {}", path(origin)),
        event => format!("{event:?}"),
    }
}

const START: Now = Now { monotonic: Duration::from_secs(5), wall: SystemTime::UNIX_EPOCH };
