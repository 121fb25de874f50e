use std::collections::VecDeque;
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::{Response, StatusCode};
use mpns_proto::service::{Callback, Incoming, Refusal, respond};
use mpns_proto::{BuildError, Kind, Limits, Reply, SubscriptionStatus};
use serde::Serialize;

use crate::arrival::{Arrival, Stamp};
use crate::callback::CallbackState;
use crate::verdict::Verdict;
use crate::{Answer, Delivery, DeviceConnection, Effect, Settings, Subscription};

/// A channel and the phone behind it, without sockets and clocks: requests go in, responses come out.
#[derive(Debug)]
pub(crate) struct ChannelState {
    is_authenticated: bool,
    settings: Settings,
    /// The notifications that wait until the phone is connected again.
    queue: VecDeque<Waiting>,
    /// The notifications that the phone got, oldest first.
    deliveries: VecDeque<Delivery>,
    day: Option<Day>,
    callback: CallbackState,
    /// Why the channel last refused a request, with the causes.
    last_refusal: Option<String>,
}

impl ChannelState {
    pub(crate) fn new(is_authenticated: bool, settings: Settings) -> Self {
        Self {
            is_authenticated,
            settings,
            queue: VecDeque::new(),
            deliveries: VecDeque::new(),
            day: None,
            callback: CallbackState::None,
            last_refusal: None,
        }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(crate) fn deliveries(&self) -> &VecDeque<Delivery> {
        &self.deliveries
    }

    pub(crate) fn clear_deliveries(&mut self) {
        self.deliveries.clear();
    }

    pub(crate) fn counts(&self, now: SystemTime) -> Counts {
        Counts {
            queued: self.queue.len(),
            deliveries: self.deliveries.len(),
            received_today: self.received_today(now),
            callback: self.callback.clone(),
            last_refusal: self.last_refusal.clone(),
        }
    }

    pub(crate) fn last_refusal(&self) -> Option<&str> {
        self.last_refusal.as_deref()
    }

    /// Keeps the reason why a request is refused, which the answer does not carry.
    pub(crate) fn note_refusal(&mut self, why: &dyn Error) {
        let causes = std::iter::successors(Some(why), |&error: &&dyn Error| error.source());
        self.last_refusal = Some(causes.map(ToString::to_string).collect::<Vec<_>>().join(": "));
    }

    /// Changes the state, with all consequences. The caller has to call the callback that is returned.
    pub(crate) fn configure(
        &mut self,
        settings: Settings,
        now: SystemTime,
    ) -> Option<Arc<Callback>> {
        let before = std::mem::replace(&mut self.settings, settings).device;
        let device = self.settings.device;
        if device.is_out_of_reach() || self.settings.subscription == Subscription::Expired {
            self.queue.clear();
        }
        if device == DeviceConnection::Connected {
            while let Some(waiting) = self.queue.pop_front() {
                self.deliver(waiting, now);
            }
        }
        if device == DeviceConnection::Inactive && before != DeviceConnection::Inactive {
            return self.callback.take();
        }
        None
    }

    pub(crate) fn callback_mut(&mut self) -> &mut CallbackState {
        &mut self.callback
    }

    /// Answers a notification.
    pub(crate) fn receive(&mut self, arrival: Arrival<Incoming>) -> Response<Vec<u8>> {
        self.answer(arrival, |state, incoming, stamp| {
            state.judge(incoming, stamp).reply(state.settings.device)
        })
    }

    /// Answers a callback registration.
    pub(crate) fn register(&mut self, arrival: Arrival<Callback>) -> Response<Vec<u8>> {
        self.answer(arrival, |state, callback, _stamp| {
            let device = state.settings.device;
            if !state.is_authenticated {
                return Verdict::Unauthorized.reply(device);
            }
            if state.settings.subscription == Subscription::Expired {
                return Verdict::Expired.reply(device);
            }
            state.callback = CallbackState::Registered(Arc::new(callback));
            Reply::new(StatusCode::OK)
                .with_device_connection_status(device.into())
                .with_subscription_status(SubscriptionStatus::Active)
        })
    }

    fn answer<T>(
        &mut self,
        arrival: Arrival<T>,
        of_content: impl FnOnce(&mut Self, T, &Stamp) -> Reply,
    ) -> Response<Vec<u8>> {
        if let Some(Answer::Exactly(answer)) = &self.settings.answer {
            return answer.response();
        }
        let Arrival { content, stamp } = arrival;
        respond(&match content {
            Ok(content) => stamp.sign(of_content(self, content, &stamp)),
            Err(refusal) => {
                self.note_refusal(&refusal);
                refusal.reply()
            }
        })
    }

    fn judge(&mut self, incoming: Incoming, stamp: &Stamp) -> Verdict {
        if let Some(verdict) = self.settings.answer.as_ref().and_then(Verdict::forced) {
            return verdict;
        }
        if self.settings.subscription == Subscription::Expired {
            return Verdict::Expired;
        }
        if self.settings.device.is_out_of_reach() {
            return Verdict::OutOfReach;
        }
        let received_today = self.received_today(stamp.at);
        if received_today >= self.settings.daily_limit && !self.is_authenticated {
            return Verdict::Throttled;
        }
        let waiting = Waiting { incoming, stamp: stamp.clone() };
        if self.settings.device == DeviceConnection::Connected {
            self.deliver(waiting, stamp.at);
        } else if self.queue.len() < self.settings.queue_capacity {
            self.queue.push_back(waiting);
        } else {
            return Verdict::QueueFull;
        }
        self.day = Some(match self.day.filter(|day| day.has(stamp.at)) {
            Some(Day { begin, received }) => Day { begin, received: received.saturating_add(1) },
            None => Day { begin: stamp.at, received: 1 },
        });
        Verdict::Received
    }

    /// How many notifications were answered with `Received` since the day began; 0 once it is over.
    fn received_today(&self, now: SystemTime) -> u32 {
        self.day.filter(|day| day.has(now)).map_or(0, |day| day.received)
    }

    fn deliver(&mut self, waiting: Waiting, now: SystemTime) {
        let Waiting { incoming, stamp } = waiting;
        let effect = self.effect(&incoming);
        if effect == Effect::PayloadFormatError {
            self.settings.subscription = Subscription::Expired;
            self.queue.clear();
        }
        if self.deliveries.len() >= MAX_DELIVERIES {
            self.deliveries.pop_front();
        }
        self.deliveries.push_back(Delivery {
            notification: incoming.content,
            message_id: incoming.message_id,
            activity_id: stamp.activity_id,
            received_at: stamp.at,
            delivered_at: now,
            effect,
        });
    }

    fn effect(&self, incoming: &Incoming) -> Effect {
        // Sizes were checked when the notification came, against limits of the service.
        let phone =
            Limits { os: Some(self.settings.os), document_bytes: usize::MAX, ..Limits::default() };
        let checked = incoming.content.check(&phone);
        if let Err(BuildError::NeedsOs { .. } | BuildError::KindNeedsOs { .. }) = checked {
            return Effect::PayloadFormatError;
        }
        match (incoming.content.kind(), self.settings.app_in_front) {
            (Kind::Raw | Kind::Toast, true) => Effect::HandedToApp,
            (Kind::Raw, false) => Effect::Dropped,
            _ => Effect::Shown,
        }
    }
}

/// Answers a request to a channel that the service does not know.
pub(crate) fn unknown<T>(arrival: Arrival<T>) -> Response<Vec<u8>> {
    let Arrival { content, stamp } = arrival;
    match content {
        Err(refusal @ Refusal::Method) => respond(&refusal.reply()),
        _ => respond(&stamp.sign(Verdict::Expired.reply(DeviceConnection::Disconnected))),
    }
}

/// How much a channel holds, and why it last refused, as the control API shows it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Counts {
    queued: usize,
    deliveries: usize,
    received_today: u32,
    callback: CallbackState,
    last_refusal: Option<String>,
}

#[derive(Debug)]
struct Waiting {
    incoming: Incoming,
    stamp: Stamp,
}

/// The day that the daily limit holds for. It begins with the first notification that is taken.
#[derive(Clone, Copy, Debug)]
struct Day {
    begin: SystemTime,
    received: u32,
}

impl Day {
    /// Whether the day is not over. A clock that was set back does not begin a new day.
    fn has(self, now: SystemTime) -> bool {
        now.duration_since(self.begin).unwrap_or_default() < DAY
    }
}

/// How many deliveries a channel keeps. After that the oldest is dropped for each new one.
pub(crate) const MAX_DELIVERIES: usize = 10_000;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[cfg(test)]
mod tests;
