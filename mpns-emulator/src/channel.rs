use std::fmt;
use std::sync::{Arc, MutexGuard};
use std::time::SystemTime;

use mpns_proto::ChannelUri;

use crate::channel_state::ChannelState;
use crate::delivery::MAX_DELIVERIES;
use crate::service::{RegisteredChannel, Service};
use crate::token::Token;
use crate::{Answer, Delivery, DeviceConnection, Settings, Subscription, callback, server};

/// A channel of an [`Emulator`](crate::Emulator), with the phone behind it.
///
/// A clone is the same channel. Deliveries can still be read after the emulator has stopped.
///
/// `Debug` does not show the channel URI, which is a secret.
#[derive(Clone)]
pub struct Channel {
    service: Arc<Service>,
    line: Arc<RegisteredChannel>,
}

impl Channel {
    /// 10,000: how many deliveries are kept. After that the oldest is dropped for each new one.
    pub const MAX_DELIVERIES: usize = MAX_DELIVERIES;

    /// The channel URI, which the app gives to its senders.
    pub fn uri(&self) -> &ChannelUri {
        &self.line.uri
    }

    /// Whether the channel was opened for an authenticated service: it has no daily limit, and takes
    /// callback registrations.
    pub fn is_authenticated(&self) -> bool {
        self.line.is_authenticated
    }

    /// The notifications that reached the phone, oldest first, at most [`Channel::MAX_DELIVERIES`].
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.state().deliveries().iter().cloned().collect()
    }

    /// Forgets the deliveries.
    pub fn clear_deliveries(&self) {
        self.state().clear_deliveries();
    }

    /// Why the channel last refused a request (400, 405 or 408). Like the real service, the answer itself
    /// carries no reason.
    pub fn last_refusal(&self) -> Option<String> {
        self.state().last_refusal().map(str::to_owned)
    }

    /// The state of channel, phone and app.
    pub fn settings(&self) -> Settings {
        self.state().settings().clone()
    }

    /// Changes the state of channel, phone and app. A phone that is now connected gets its queued
    /// notifications. They are dropped if the phone is out of reach or the channel is expired. If the
    /// phone becomes inactive, the emulator calls the registered callback.
    pub fn set_settings(&self, settings: Settings) {
        self.change(|current| *current = settings);
    }

    /// Changes whether the phone can be reached.
    pub fn set_device(&self, device: DeviceConnection) {
        self.change(|settings| settings.device = device);
    }

    /// Changes whether the app is in the foreground.
    pub fn set_app_in_front(&self, in_front: bool) {
        self.change(|settings| settings.app_in_front = in_front);
    }

    /// Sets what the channel answers, regardless of its state. `None` undoes that.
    pub fn set_answer(&self, answer: impl Into<Option<Answer>>) {
        let answer = answer.into();
        self.change(|settings| settings.answer = answer);
    }

    /// Expires the subscription: every notification gets 404 and `Expired`.
    pub fn expire(&self) {
        self.change(|settings| settings.subscription = Subscription::Expired);
    }

    /// Removes the channel from the service: every notification to its URI gets 404 and `Expired`.
    pub fn close(&self) {
        self.service.close(self.line.token);
    }

    pub(crate) fn open(service: &Arc<Service>, is_authenticated: bool, settings: Settings) -> Self {
        let line = service.open(is_authenticated, settings);
        Self { service: Arc::clone(service), line }
    }

    pub(crate) fn find(service: &Arc<Service>, token: Token) -> Option<Self> {
        let line = service.find(token)?;
        Some(Self { service: Arc::clone(service), line })
    }

    pub(crate) fn all(service: &Arc<Service>) -> Vec<Self> {
        let lines = service.all().into_iter();
        lines.map(|line| Self { service: Arc::clone(service), line }).collect()
    }

    pub(crate) fn token(&self) -> Token {
        self.line.token
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, ChannelState> {
        self.line.state()
    }

    fn change(&self, change: impl FnOnce(&mut Settings)) {
        let _: Result<(), ()> = self.try_change(|settings| {
            change(settings);
            Ok(())
        });
    }

    /// Changes the settings in one step, unless the change fails.
    pub(crate) fn try_change<E>(
        &self,
        change: impl FnOnce(&mut Settings) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut state = self.state();
        let mut settings = state.settings().clone();
        change(&mut settings)?;
        let callback = state.configure(settings, SystemTime::now());
        drop(state);
        if let Some(callback) = callback {
            let line = Arc::clone(&self.line);
            let service = Arc::clone(&self.service);
            let mut shutdown = service.shutdown.clone();
            self.service.runtime.spawn(async move {
                tokio::select! {
                    called = callback::call(&callback, &service.callback_hosts) => {
                        line.state().callback_mut().finish(&callback, called);
                    }
                    () = server::stopped(&mut shutdown) => {}
                }
            });
        }
        Ok(())
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel").field("uri", self.uri()).finish_non_exhaustive()
    }
}
