use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

use http::StatusCode;
use mpns_outbox::Settings;
use mpns_proto::{Raw, SubscriptionStatus};

use super::super::*;
use crate::exchange::ErrorKind;

/// A delivery of named jobs, whose steps are texts, in virtual time.
pub(super) struct Story {
    pub(super) courier: Courier<&'static str>,
    pub(super) handle: Handle,
    pub(super) now: Now,
    /// What is in flight, the earliest first.
    pub(super) sent: VecDeque<(Ticket, String)>,
    source: VecDeque<&'static str>,
}

impl Story {
    /// A delivery of jobs such as `a one`: the path of a channel and a name.
    pub(super) fn new<const N: usize>(settings: Settings, jobs: [&'static str; N]) -> Self {
        Self::from_outbox(Outbox::new(settings, 1), jobs)
    }

    pub(super) fn from_outbox<const N: usize>(
        outbox: Outbox<Parcel<&'static str>>,
        jobs: [&'static str; N],
    ) -> Self {
        let now = Now { monotonic: Duration::ZERO, wall: SystemTime::UNIX_EPOCH };
        let courier = Courier::new(outbox, now, || Jitter::NONE);
        let handle = courier.handle();
        Self { courier, handle, now, sent: VecDeque::new(), source: jobs.into() }
    }

    /// The next step, which takes a job from the source if that is what it wants.
    pub(super) fn next(&mut self) -> String {
        match self.courier.poll(self.now) {
            Step::Send { ticket, channel, notification } => {
                let name = String::from_utf8(notification.body().to_vec()).unwrap();
                let text = format!("send {name} to {}", path(&channel.expose()));
                self.sent.push_back((ticket, name));
                text
            }
            Step::Event(event) => text(&event),
            Step::Take(_) => match self.source.pop_front() {
                Some(name) => {
                    let job = job(name);
                    let text = format!("take {}", job.payload.0);
                    self.courier.push(job, self.now);
                    text
                }
                None => {
                    self.courier.end_source();
                    "take none".into()
                }
            },
            Step::Wait(None) => "wait".into(),
            // That of the deadlines.
            Step::Wait(Some(wait)) if wait > Duration::from_secs(20 * 60 * 60) => "wait".into(),
            Step::Wait(Some(wait)) => format!("wait {}", wait.as_secs()),
            Step::Over => "over".into(),
        }
    }

    /// Every step up to one that waits or is the last.
    pub(super) fn all(&mut self) -> Vec<String> {
        let mut all = Vec::new();
        loop {
            let next = self.next();
            let is_last = next.starts_with("wait") || next == "over";
            all.push(next);
            if is_last {
                return all;
            }
        }
    }

    /// Hands in the result of the request that has been in flight for the longest time.
    pub(super) fn answer(&mut self, result: Result<Reply, Error>) {
        let (ticket, _) = self.sent.pop_front().expect("a request");
        self.courier.take_result(ticket, result, self.now, || Jitter::NONE);
    }

    pub(super) fn answer_to(&mut self, name: &str, result: Result<Reply, Error>) {
        let place = self.sent.iter().position(|(_, sent)| sent == name).expect("a request");
        self.sent.rotate_left(place);
        self.answer(result);
        self.sent.rotate_right(place);
    }

    pub(super) fn pass(&mut self, seconds: u64) {
        let passed = Duration::from_secs(seconds);
        self.now.monotonic = self.now.monotonic.saturating_add(passed);
        self.now.wall = self.now.wall.checked_add(passed).unwrap();
    }
}

/// A job such as `a one`, or `a one twice`, which may be shown twice.
pub(super) fn job(text: &'static str) -> Job<(&'static str, Notification)> {
    let (channel, name) = text.split_once(' ').expect("a channel and a name");
    let name_alone = name.split(' ').next().unwrap_or_default();
    let notification = Raw::from(name_alone).build().unwrap();
    let mut job = Job::new(uri(channel), (name_alone, notification));
    job.may_show_twice = name != name_alone;
    job
}

pub(super) fn uri(path: &str) -> ChannelUri {
    format!("http://host/{path}").parse().unwrap()
}

pub(super) fn reply(status: u16) -> Reply {
    Reply::new(StatusCode::from_u16(status).unwrap())
}

pub(super) fn expired() -> Reply {
    reply(404).with_subscription_status(SubscriptionStatus::Expired)
}

pub(super) fn failed(kind: ErrorKind) -> Error {
    Error::new(kind, &"http://host/".parse().unwrap())
}

fn text(event: &Event<&'static str>) -> String {
    match event {
        Event::Ended(Ended { key, end, attempts, last, notification }) => {
            assert_eq!(notification.body(), key.as_bytes());
            format!("{key} {end}, {attempts}{}", last.as_deref().map(result).unwrap_or_default())
        }
        Event::Held(Held { channel, hold, tried, backoffs, .. }) => {
            // Each is of a request without a reply, or of a reply that asks for a longer wait.
            assert_eq!(*backoffs > 0, hold.length.as_secs() < 60 * 60);
            let tried = tried.as_ref().map(|tried| {
                format!(" for {}, {}{}", tried.key, tried.attempt, result(&tried.result))
            });
            let seconds = hold.length.as_secs();
            format!("{} held {seconds}{}", path(channel.expose()), tried.unwrap_or_default())
        }
        Event::ChannelExpired(channel) => format!("{} expired", path(channel.expose())),
        event => format!("{event:?}"),
    }
}

fn result(result: &Result<Reply, Error>) -> String {
    match result {
        Ok(reply) => format!(", {}", reply.status().as_u16()),
        Err(error) => format!(", {}", error.kind().as_str()),
    }
}

fn path(channel: &str) -> String {
    channel.trim_start_matches("http://host/").to_owned()
}
