#[cfg(feature = "store")]
mod kept;
#[cfg(feature = "tls")]
mod secure;
mod seed;
mod start;
mod start_error;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use std::{fmt, thread};

use tokio::sync::{oneshot, watch};

pub use seed::SeedError;
pub use start_error::StartError;

#[cfg(feature = "store")]
use crate::StateError;
use crate::service::Service;
use crate::{
    Answer, BaseUri, Channel, ChannelOptions, Device, DeviceName, DeviceSettings, Faults,
    ImportError, Injection, LoggedRequest, OpenError, Settings, Snapshot, usage,
};

/// A running MPNS service.
///
/// It stops when it is dropped; [`stop`](Self::stop) waits until it has.
///
/// ```
/// use mpns_emulator::Emulator;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let emulator = Emulator::start(Emulator::LOOPBACK).await?;
/// let channel = emulator.open_channel();
/// assert_eq!(channel.uri().host(), "127.0.0.1");
/// assert!(channel.deliveries().is_empty());
/// emulator.stop().await;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Emulator {
    service: Arc<Service>,
    address: SocketAddr,
    shutdown: watch::Sender<bool>,
    stopped: oneshot::Receiver<()>,
    /// The thread of the service, if it was started on its own.
    thread: Option<thread::JoinHandle<()>>,
    /// Whether the state was in a file before.
    #[cfg(feature = "store")]
    is_restored: bool,
    #[cfg(feature = "tls")]
    tls: Option<secure::Tls>,
}

impl Emulator {
    /// A free port of the loopback interface.
    pub const LOOPBACK: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

    /// The address that the service listens on, with the actual port.
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// What the URIs of unauthenticated channels start with.
    pub fn base_uri(&self) -> &BaseUri {
        &self.service.base
    }

    /// How to use the service with curl: the text that `GET /` answers with.
    pub fn usage(&self) -> String {
        usage::text(&self.service)
    }

    /// Opens an unauthenticated channel of an app that is not in front, on a new phone that is connected.
    pub fn open_channel(&self) -> Channel {
        self.open_channel_with(Settings::default())
    }

    /// Opens an unauthenticated channel in the given state, on a new phone.
    pub fn open_channel_with(&self, settings: Settings) -> Channel {
        self.open_new(false, settings)
    }

    /// Opens a channel for an authenticated service in the given state, on a new phone.
    ///
    /// Its URI is `https` if the emulator has TLS, or if
    /// [`Options::authenticated_base_uri`](crate::Options::authenticated_base_uri) is.
    pub fn open_authenticated_channel(&self, settings: Settings) -> Channel {
        self.open_new(true, settings)
    }

    /// Opens a channel, or finds the one with the token, or of the app on the phone, whose settings stay as they are.
    ///
    /// # Errors
    ///
    /// If the phone has as many channels as it can have, or the token or the app has another channel.
    pub fn open(&self, options: ChannelOptions) -> Result<Channel, OpenError> {
        self.service.change(|state, now| {
            let (token, _) = state.open(options, now)?;
            let channel = state.channel(&token).ok_or(OpenError::Gone)?;
            Ok(Channel::new(&self.service, channel))
        })
    }

    /// All open channels, in the order in which they were opened.
    pub fn channels(&self) -> Vec<Channel> {
        self.service.read(|state, _| {
            state.channels_after(0).map(|channel| Channel::new(&self.service, channel)).collect()
        })
    }

    /// The phone with a name.
    pub fn device(&self, name: &DeviceName) -> Option<Device> {
        let is_known = self.service.read(|state, _| state.device(name).is_some());
        is_known.then(|| Device::new(Arc::clone(&self.service), name.clone()))
    }

    /// All phones, in the order in which they were added.
    pub fn devices(&self) -> Vec<Device> {
        self.service.read(|state, _| {
            let names = state.devices_after(0).map(|device| device.name.clone());
            names.map(|name| Device::new(Arc::clone(&self.service), name)).collect()
        })
    }

    /// Adds a phone; one with this name that is there gets the settings.
    pub fn add_device(&self, name: DeviceName, settings: DeviceSettings) -> Device {
        self.service.change(|state, now| state.add_device(name.clone(), Some(settings), now));
        Device::new(Arc::clone(&self.service), name)
    }

    /// The newest requests to channels, oldest first.
    pub fn requests(&self) -> Vec<Arc<LoggedRequest>> {
        self.service.read(|state, _| state.records.log.after(0).cloned().collect())
    }

    /// The time by the clock of the emulator: that of the system, as far as it was put forward.
    pub fn now(&self) -> SystemTime {
        self.service.read(|_, now| now)
    }

    /// Puts the clock forward: batching intervals end, days begin, and phones that were away for too long become
    /// inactive.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use mpns_emulator::Emulator;
    ///
    /// let emulator = Emulator::start_blocking(Emulator::LOOPBACK)?;
    /// emulator.advance(Duration::from_secs(450)); // what was held for that long is delivered
    /// # Ok::<(), mpns_emulator::StartError>(())
    /// ```
    pub fn advance(&self, time: Duration) {
        self.service.change(|state, _| state.advance(time));
    }

    /// Sets what the next requests to any channel are answered, one for each, after the answers that
    /// their channels have. What is left of them is taken back when the result is dropped.
    pub fn answer_next(&self, answers: impl IntoIterator<Item = Answer>) -> Injection {
        Injection::answers(&self.service, answers.into_iter().collect())
    }

    /// Sets faults of connections, and faults that come by chance, until the result is dropped.
    pub fn inject(&self, faults: Faults) -> Injection {
        Injection::faults(&self.service, faults)
    }

    /// Forgets deliveries, requests, answers, faults and how far the clock was put forward. Channels, phones and their
    /// other settings stay.
    pub fn reset(&self) {
        self.service.change(|state, _| state.reset(SystemTime::now()));
    }

    /// The whole state: phones, channels with what waits and what was delivered, the log, answers, faults and the clock.
    ///
    /// ```
    /// use mpns_emulator::{Emulator, Snapshot};
    ///
    /// let emulator = Emulator::start_blocking(Emulator::LOOPBACK)?;
    /// emulator.open_channel();
    /// let json = serde_json::to_string(&emulator.export())?;
    ///
    /// let another = Emulator::start_blocking(Emulator::LOOPBACK)?;
    /// another.import(serde_json::from_str::<Snapshot>(&json)?)?;
    /// assert_eq!(another.channels().len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn export(&self) -> Snapshot {
        self.service.read(|state, _| state.export())
    }

    /// Puts a snapshot in the place of all that is known. It may be one of another emulator: then the URIs of its channels
    /// begin as those of this one. What is more than the [`Bounds`](crate::Bounds) allow to keep is forgotten, the oldest
    /// first.
    ///
    /// # Errors
    ///
    /// If the snapshot contradicts itself, or has too much of what is not forgotten; then nothing is changed.
    pub fn import(&self, snapshot: Snapshot) -> Result<(), ImportError> {
        self.service.change(|state, _| state.import(snapshot))
    }

    /// Waits until the [state file](crate::Options::state) cannot be written, which may never be. From then on requests
    /// that would change the state are answered with 500.
    #[cfg(feature = "store")]
    pub fn state_failure(&self) -> impl Future<Output = StateError> + Send + use<> {
        let progress = self.service.progress.clone();
        async move {
            match progress {
                Some(progress) => progress.failure().await,
                None => std::future::pending().await,
            }
        }
    }

    /// Serves until `shutdown` completes, and then stops.
    pub async fn serve_until(self, shutdown: impl Future<Output = ()>) {
        shutdown.await;
        self.stop().await;
    }

    #[expect(
        clippy::expect_used,
        reason = "a new phone has room for a channel, whose token is new"
    )]
    fn open_new(&self, authenticated: bool, settings: Settings) -> Channel {
        let options = ChannelOptions { authenticated, settings, ..ChannelOptions::default() };
        self.open(options).expect("a channel of a new phone")
    }

    /// Stops the service. It accepts no more connections, and gives running exchanges two seconds to
    /// finish. Then all of the state is in its [file](crate::Options#structfield.state), if it has one.
    pub async fn stop(mut self) {
        self.shutdown.send_replace(true);
        // The service drops its end when it has stopped, which is an error here.
        let _ = (&mut self.stopped).await;
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.shutdown.send_replace(true);
        if let Some(thread) = self.thread.take() {
            // A panic on the thread was reported when it happened.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("address", &self.address).finish_non_exhaustive()
    }
}
