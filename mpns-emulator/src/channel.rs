use std::fmt;
use std::sync::{Arc, MutexGuard};
use std::time::SystemTime;

use mpns_proto::ChannelUri;

use crate::channel_state::{ChannelState, MAX_DELIVERIES};
use crate::shared::{Line, Shared};
use crate::token::Token;
use crate::{Answer, Delivery, DeviceConnection, Settings, Subscription, callback, server};

/// A channel of an [`Emulator`](crate::Emulator), with the phone behind it.
///
/// A clone is the same channel. What was delivered can be read after the emulator has stopped.
///
/// `Debug` does not show the channel URI, which is a secret.
#[derive(Clone)]
pub struct Channel {
    shared: Arc<Shared>,
    line: Arc<Line>,
}

impl Channel {
    /// 10,000 deliveries are kept; then the oldest goes.
    pub const MAX_DELIVERIES: usize = MAX_DELIVERIES;

    /// The address that the app gives to whoever sends to it.
    pub fn uri(&self) -> &ChannelUri {
        &self.line.uri
    }

    /// Whether the channel was opened for an authenticated service: no daily limit, and a callback can
    /// be registered.
    pub fn is_authenticated(&self) -> bool {
        self.line.is_authenticated
    }

    /// What reached the phone, oldest first, at most [`Channel::MAX_DELIVERIES`].
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.state().deliveries().iter().cloned().collect()
    }

    /// Forgets what reached the phone.
    pub fn clear_deliveries(&self) {
        self.state().clear_deliveries();
    }

    /// Why the last request that the channel refused was refused: what got 400, 405 or 408 because it is
    /// no notification and no callback registration. The answer itself does not say it, as that of the
    /// service did not.
    pub fn last_refusal(&self) -> Option<String> {
        self.state().last_refusal().map(str::to_owned)
    }

    /// The state of channel, phone and app.
    pub fn settings(&self) -> Settings {
        self.state().settings().clone()
    }

    /// Changes the state of channel, phone and app, with all that follows: a phone that is connected
    /// gets what has waited for it, one that is out of reach or expired loses it, one that becomes
    /// inactive makes the emulator call the registered callback.
    pub fn set_settings(&self, settings: Settings) {
        self.change(|current| *current = settings);
    }

    /// Changes whether the phone can be reached.
    pub fn set_device(&self, device: DeviceConnection) {
        self.change(|settings| settings.device = device);
    }

    /// Changes whether the app runs in front.
    pub fn set_app_in_front(&self, in_front: bool) {
        self.change(|settings| settings.app_in_front = in_front);
    }

    /// Sets what the channel answers in place of what its state gives, or takes that back.
    pub fn set_answer(&self, answer: impl Into<Option<Answer>>) {
        let answer = answer.into();
        self.change(|settings| settings.answer = answer);
    }

    /// Expires the subscription: what comes gets 404 and `Expired`.
    pub fn expire(&self) {
        self.change(|settings| settings.subscription = Subscription::Expired);
    }

    /// Takes the channel out of the service, which no longer knows it: what comes gets 404 and
    /// `Expired`.
    pub fn close(&self) {
        self.shared.close(self.line.token);
    }

    pub(crate) fn open(shared: &Arc<Shared>, is_authenticated: bool, settings: Settings) -> Self {
        let line = shared.open(is_authenticated, settings);
        Self { shared: Arc::clone(shared), line }
    }

    pub(crate) fn find(shared: &Arc<Shared>, token: Token) -> Option<Self> {
        let line = shared.find(token)?;
        Some(Self { shared: Arc::clone(shared), line })
    }

    pub(crate) fn all(shared: &Arc<Shared>) -> Vec<Self> {
        let lines = shared.all().into_iter();
        lines.map(|line| Self { shared: Arc::clone(shared), line }).collect()
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
            let mut shutdown = self.shared.shutdown.clone();
            self.shared.runtime.spawn(async move {
                tokio::select! {
                    called = callback::call(callback) => line.state().callback_mut().finish(called),
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
