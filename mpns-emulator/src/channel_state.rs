use std::collections::VecDeque;
use std::error::Error;
use std::sync::Arc;
use std::time::SystemTime;

use http::{Response, StatusCode};
use mpns_proto::service::{Callback, Incoming, respond};
use mpns_proto::{Reply, SubscriptionStatus};

use crate::callback::CallbackState;
use crate::channel_summary::ChannelSummary;
use crate::daily_count::DailyCount;
use crate::delivery::MAX_DELIVERIES;
use crate::received_request::{ReceivedRequest, RequestMetadata};
use crate::verdict::Verdict;
use crate::{Answer, Delivery, DeviceConnection, Effect, Settings, Subscription};

/// A channel and the phone behind it, without sockets and clocks: requests go in, responses come out.
#[derive(Debug)]
pub(crate) struct ChannelState {
    is_authenticated: bool,
    settings: Settings,
    /// The notifications that wait until the phone is connected again.
    queue: VecDeque<QueuedNotification>,
    /// The notifications that the phone got, oldest first.
    deliveries: VecDeque<Delivery>,
    daily_count: DailyCount,
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
            daily_count: DailyCount::default(),
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

    pub(crate) fn summary(&self, now: SystemTime) -> ChannelSummary {
        ChannelSummary {
            queued: self.queue.len(),
            deliveries: self.deliveries.len(),
            received_today: self.daily_count.received(now),
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

    /// Changes the state, with all consequences. The returned callback has to be called.
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
            while let Some(queued) = self.queue.pop_front() {
                self.deliver(queued, now);
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
    pub(crate) fn receive(&mut self, request: ReceivedRequest<Incoming>) -> Response<Vec<u8>> {
        self.answer(request, |state, incoming, metadata| {
            state.judge(incoming, metadata).reply(state.settings.device)
        })
    }

    /// Answers a callback registration.
    pub(crate) fn register(&mut self, request: ReceivedRequest<Callback>) -> Response<Vec<u8>> {
        self.answer(request, |state, callback, _metadata| {
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
        request: ReceivedRequest<T>,
        of_content: impl FnOnce(&mut Self, T, &RequestMetadata) -> Reply,
    ) -> Response<Vec<u8>> {
        if let Some(Answer::Exactly(answer)) = &self.settings.answer {
            return answer.response();
        }
        let ReceivedRequest { content, metadata } = request;
        respond(&match content {
            Ok(content) => metadata.identify(of_content(self, content, &metadata)),
            Err(refusal) => {
                self.note_refusal(&refusal);
                refusal.reply()
            }
        })
    }

    fn judge(&mut self, incoming: Incoming, metadata: &RequestMetadata) -> Verdict {
        if let Some(verdict) = self.settings.answer.as_ref().and_then(Verdict::forced) {
            return verdict;
        }
        if self.settings.subscription == Subscription::Expired {
            return Verdict::Expired;
        }
        if self.settings.device.is_out_of_reach() {
            return Verdict::OutOfReach;
        }
        let received_today = self.daily_count.received(metadata.received_at);
        if received_today >= self.settings.daily_limit && !self.is_authenticated {
            return Verdict::Throttled;
        }
        let notification = QueuedNotification { incoming, metadata: metadata.clone() };
        if self.settings.device == DeviceConnection::Connected {
            self.deliver(notification, metadata.received_at);
        } else if self.queue.len() < self.settings.queue_capacity {
            self.queue.push_back(notification);
        } else {
            return Verdict::QueueFull;
        }
        self.daily_count.add(metadata.received_at);
        Verdict::Received
    }

    fn deliver(&mut self, queued: QueuedNotification, now: SystemTime) {
        let QueuedNotification { incoming, metadata } = queued;
        let effect = Effect::of(&incoming.content, &self.settings);
        if effect == Effect::PayloadFormatError {
            self.settings.subscription = Subscription::Expired;
            self.queue.clear();
        }
        if self.deliveries.len() >= MAX_DELIVERIES {
            self.deliveries.pop_front();
        }
        self.deliveries.push_back(Delivery::new(incoming, &metadata, now, effect));
    }
}

#[derive(Debug)]
struct QueuedNotification {
    incoming: Incoming,
    metadata: RequestMetadata,
}

#[cfg(test)]
mod tests;
