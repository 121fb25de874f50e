use std::time::Duration;

use mpns_outbox::Failure;
use mpns_proto::http::StatusCode;
use mpns_proto::{NotificationStatus, Reply, RetryAfter, SubscriptionStatus};

use super::calendar::Calendar;
use super::phone::{Phone, PhoneState};
use super::plan::{Millis, Plan};
use super::random::Random;
use super::service::{Service, TroubleKind};

/// What is outside of the sender: phones and the service. It follows from the seed, whatever the sender does, except that
/// the service counts what it has accepted.
#[derive(Debug)]
pub(super) struct World {
    plan: Plan,
    service: Service,
    /// How much has been accepted for each channel.
    accepted: Vec<u16>,
}

/// What a request leads to.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) after: Millis,
    pub(super) result: Result<Reply, Failure>,
    /// Whether the service has the notification.
    pub(super) is_delivered: bool,
    /// Why the request could not succeed at this moment.
    pub(super) waste: Option<Waste>,
}

/// Why a request was in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Waste {
    Inactive,
    QueueFull,
    Throttled,
    Unavailable,
    Unconnected,
    Broken,
    Expired,
    Refused,
}

impl World {
    pub(super) fn new(plan: &Plan) -> Self {
        let service = Service::new(plan);
        Self { plan: *plan, service, accepted: vec![0; plan.channels as usize] }
    }

    /// The answer to a request that is sent now.
    pub(super) fn answer(&mut self, channel: u32, key: u32, attempt: u16, at: Millis) -> Answer {
        let host = host_of(&self.plan, channel);
        let mut random = Random::of(self.plan.seed, &[REQUEST, key.into(), attempt.into()]);
        let after = self.service.latency(host, &mut random);
        let answer =
            |result, waste| Answer { after, result, is_delivered: false, waste: Some(waste) };
        if let Some(trouble) = self.service.trouble(host, at) {
            let unavailable = status(503);
            let (result, waste) = match trouble.kind {
                TroubleKind::Unconnected => (Err(Failure::default()), Waste::Unconnected),
                TroubleKind::Unavailable => (Ok(unavailable), Waste::Unavailable),
                TroubleKind::RetryAfter(wait) => {
                    let after = RetryAfter::Delay(Duration::from_millis(wait));
                    (Ok(unavailable.with_retry_after(after)), Waste::Unavailable)
                }
                TroubleKind::RetryAt(wait) => {
                    let after = RetryAfter::Until(Calendar::right_time(at + wait));
                    (Ok(unavailable.with_retry_after(after)), Waste::Unavailable)
                }
            };
            return answer(result, waste);
        }
        if random.happens(2_000) {
            return answer(Err(Failure::default()), Waste::Unconnected);
        }
        if random.happens(100) {
            let failure = Failure { may_have_been_delivered: false, is_permanent: true };
            return answer(Err(failure), Waste::Refused);
        }
        let is_broken = random.happens(3_000);
        if is_broken && random.happens(500_000) {
            let mut broken = answer(Err(LOST), Waste::Broken);
            broken.after += TIME_LIMIT;
            return broken;
        }
        let (reply, waste) = self.accept(channel, key, at, &mut random);
        let is_delivered = waste.is_none();
        if is_broken {
            return Answer { is_delivered, ..answer(Err(LOST), Waste::Broken) };
        }
        Answer { after, result: Ok(reply), is_delivered, waste }
    }

    /// What the service replies to a request that it has read.
    fn accept(
        &mut self,
        channel: u32,
        key: u32,
        at: Millis,
        random: &mut Random,
    ) -> (Reply, Option<Waste>) {
        let (received, full) = (NotificationStatus::Received, NotificationStatus::QueueFull);
        if is_refused(&self.plan, key) {
            return (status(400), Some(Waste::Refused));
        }
        match Phone::of(self.plan.seed, channel).state(at) {
            PhoneState::InReach => {}
            PhoneState::Inactive => return (status(412), Some(Waste::Inactive)),
            PhoneState::QueueFull => {
                return (status(200).with_notification_status(full), Some(Waste::QueueFull));
            }
            PhoneState::Expired => {
                let expired = status(404).with_subscription_status(SubscriptionStatus::Expired);
                return (expired, Some(Waste::Expired));
            }
        }
        if !self.has_budget(channel) || random.happens(500) {
            return (status(406), Some(Waste::Throttled));
        }
        if random.happens(200) {
            let after = RetryAfter::Delay(Duration::from_secs(random.between(60, 7_200)));
            return (status(429).with_retry_after(after), Some(Waste::Throttled));
        }
        self.accepted[channel as usize] += 1;
        (status(200).with_notification_status(received), None)
    }

    /// The first moment from this one on at which the phone and the service are in reach.
    pub(super) fn next_open(&self, channel: u32, mut at: Millis) -> Option<Millis> {
        let (host, phone) = (host_of(&self.plan, channel), Phone::of(self.plan.seed, channel));
        loop {
            let up = self.service.next_up(host, at);
            at = phone.next_in_reach(up)?;
            if at == up {
                return Some(at);
            }
        }
    }

    /// How long a request to this channel takes.
    pub(super) fn latency(&self, channel: u32, key: u32) -> Millis {
        let mut random = Random::of(self.plan.seed, &[REQUEST, key.into(), 1]);
        self.service.latency(host_of(&self.plan, channel), &mut random)
    }

    /// Whether the service accepts one more today; the omniscient sender counts too.
    pub(super) fn has_budget(&self, channel: u32) -> bool {
        let is_limited = !is_authenticated(host_of(&self.plan, channel));
        !is_limited || self.accepted[channel as usize] < self.plan.service_limit
    }

    pub(super) fn count(&mut self, channel: u32) {
        self.accepted[channel as usize] += 1;
    }
}

impl Waste {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Inactive => "phone out of reach (412)",
            Self::QueueFull => "queue full",
            Self::Throttled => "throttled (406, 429)",
            Self::Unavailable => "service unavailable (503)",
            Self::Unconnected => "no connection",
            Self::Broken => "connection broken after the request",
            Self::Expired => "channel expired (404)",
            Self::Refused => "refused for good",
        }
    }
}

/// Some hosts have three times as many channels as the average, and some nearly none.
pub(super) fn host_of(plan: &Plan, channel: u32) -> u16 {
    let mut random = Random::of(plan.seed, &[SPREAD, channel.into()]);
    let hosts = plan.hosts.into();
    let least = random.below(hosts).min(random.below(hosts)).min(random.below(hosts));
    least as u16
}

/// Every tenth host has channels of `https`.
pub(super) fn is_authenticated(host: u16) -> bool {
    host % 10 == 9
}

/// Whether the notification is wrong, so that the service refuses it.
pub(super) fn is_refused(plan: &Plan, key: u32) -> bool {
    Random::of(plan.seed, &[CONTENT, key.into()]).happens(300)
}

fn status(code: u16) -> Reply {
    Reply::new(StatusCode::from_u16(code).expect("a status"))
}

const LOST: Failure = Failure { may_have_been_delivered: true, is_permanent: false };
const TIME_LIMIT: Millis = 30_000;
const REQUEST: u64 = 5;
const SPREAD: u64 = 6;
const CONTENT: u64 = 7;
