use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use mpns_proto::ChannelUri;

use crate::service::Service;
use crate::state::State;
use crate::state::channel::ChannelState;
use crate::{
    Answer, AppState, Delivery, Device, DeviceConnection, Settings, Subscription, Tile, Token,
};

/// A channel of an [`Emulator`](crate::Emulator), with the app and the phone behind it.
///
/// A clone is the same channel. Deliveries can still be read after the emulator has stopped, but not after the
/// channel was closed.
///
/// `Debug` does not show the channel URI, which is a secret.
#[derive(Clone)]
pub struct Channel {
    service: Arc<Service>,
    token: Token,
    uri: ChannelUri,
    is_authenticated: bool,
    /// The number of the delivery that was last waited for.
    seen: Arc<AtomicU64>,
}

impl Channel {
    /// The channel URI, which the app gives to its senders.
    pub fn uri(&self) -> &ChannelUri {
        &self.uri
    }

    /// The last part of the channel URI, by which the control API names the channel.
    pub fn token(&self) -> &Token {
        &self.token
    }

    /// Whether the channel was opened for an authenticated service: it has no daily limit, and takes
    /// callback registrations.
    pub fn is_authenticated(&self) -> bool {
        self.is_authenticated
    }

    /// The phone.
    pub fn device(&self) -> Option<Device> {
        let name = self.service.read(|state, _| {
            let device = state.channel(&self.token).and_then(|channel| state.device_of(channel));
            device.map(|device| device.name.clone())
        });
        Some(Device::new(Arc::clone(&self.service), name?))
    }

    /// The notifications that reached the phone, oldest first, at most as many as
    /// [`Bounds`](crate::Bounds) let it keep.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.read(|channel| channel.deliveries_after(0).cloned().collect()).unwrap_or_default()
    }

    /// The next delivery after the one that this returned before, or the first: at once if it is there, `None` if it
    /// does not come in time or the emulator stops. All clones of a channel share the place.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use mpns_emulator::Emulator;
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// let emulator = Emulator::start(Emulator::LOOPBACK).await?;
    /// let channel = emulator.open_channel();
    /// // Send something to channel.uri().
    /// let delivery = channel.next_delivery(Duration::from_millis(10)).await;
    /// assert!(delivery.is_none(), "nothing was sent");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub async fn next_delivery(&self, timeout: Duration) -> Option<Delivery> {
        self.service.wait(timeout, |state| self.look(state)).await
    }

    /// The same, for programs and tests without a runtime.
    pub fn next_delivery_blocking(&self, timeout: Duration) -> Option<Delivery> {
        self.service.wait_blocking(timeout, |state| self.look(state))
    }

    /// Forgets the deliveries.
    pub fn clear_deliveries(&self) {
        self.service.change(|state, _| {
            if let Some((channel, records)) = state.channel_mut(&self.token) {
                channel.clear_deliveries(records);
            }
        });
    }

    /// The tiles on the start screen, in the order in which they were pinned.
    pub fn tiles(&self) -> Vec<Tile> {
        self.read(|channel| channel.tiles.iter().cloned().collect()).unwrap_or_default()
    }

    /// Why the channel refused the last request (400, 405 or 408), unless it has accepted one since. Like the real
    /// service, the answer itself carries no reason.
    pub fn last_refusal(&self) -> Option<String> {
        self.read(|channel| channel.last_refusal.clone()).flatten()
    }

    /// The state of channel and app. A closed channel is expired.
    pub fn settings(&self) -> Settings {
        let closed = || Settings { subscription: Subscription::Expired, ..Settings::default() };
        self.read(|channel| channel.settings.clone()).unwrap_or_else(closed)
    }

    /// Changes the state of channel and app. Notifications that wait are dropped if the channel is expired.
    pub fn set_settings(&self, settings: Settings) {
        self.change(|current| *current = settings);
    }

    /// Changes whether the phone can be reached: see [`Device::set_settings`].
    pub fn set_connection(&self, connection: DeviceConnection) {
        if let Some(device) = self.device() {
            device.set_connection(connection);
        }
    }

    /// Changes where the app is on the phone.
    pub fn set_app(&self, app: AppState) {
        self.change(|settings| settings.app = app);
    }

    /// Sets what the channel answers, regardless of its state. `None` undoes that.
    pub fn set_answer(&self, answer: impl Into<Option<Answer>>) {
        let answer = answer.into();
        self.change(|settings| settings.answer = answer);
    }

    /// Sets what the channel answers to the next requests, one for each.
    ///
    /// ```
    /// use mpns_emulator::{Answer, Emulator};
    ///
    /// let emulator = Emulator::start_blocking(Emulator::LOOPBACK)?;
    /// let channel = emulator.open_channel();
    /// channel.set_answers([Answer::Unavailable, Answer::Unavailable]); // the third gets through
    /// # Ok::<(), mpns_emulator::StartError>(())
    /// ```
    pub fn set_answers(&self, answers: impl IntoIterator<Item = Answer>) {
        let answers = answers.into_iter().collect();
        self.change(|settings| settings.answers = answers);
    }

    /// Expires the subscription: every notification gets 404 and `Expired`.
    pub fn expire(&self) {
        self.change(|settings| settings.subscription = Subscription::Expired);
    }

    /// Removes the channel from the service: every notification to its URI gets 404 and `Expired`.
    pub fn close(&self) {
        self.service.change(|state, _| state.close(&self.token));
    }

    pub(crate) fn new(service: &Arc<Service>, channel: &ChannelState) -> Self {
        Self {
            service: Arc::clone(service),
            token: channel.token.clone(),
            uri: channel.uri.clone(),
            is_authenticated: channel.is_authenticated,
            seen: Arc::default(),
        }
    }

    fn look(&self, state: &State) -> Option<Delivery> {
        let seen = self.seen.load(Ordering::Acquire);
        let next = state.channel(&self.token)?.deliveries_after(seen).next()?.clone();
        self.seen.store(next.number, Ordering::Release);
        Some(next)
    }

    fn read<T>(&self, read: impl FnOnce(&ChannelState) -> T) -> Option<T> {
        self.service.read(|state, _| state.channel(&self.token).map(read))
    }

    fn change(&self, change: impl FnOnce(&mut Settings)) {
        self.service.change(|state, now| {
            if let Some(channel) = state.channel(&self.token) {
                let mut settings = channel.settings.clone();
                change(&mut settings);
                state.configure(&self.token, settings, now);
            }
        });
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel").field("uri", self.uri()).finish_non_exhaustive()
    }
}
