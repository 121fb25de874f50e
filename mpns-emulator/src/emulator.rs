#[cfg(feature = "tls")]
mod secure;
mod start;
mod start_error;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::{fmt, thread};

use tokio::sync::{oneshot, watch};

pub use start_error::StartError;

use crate::service::Service;
use crate::{BaseUri, Channel, Settings, usage};

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

    /// Opens an unauthenticated channel of a connected phone with the app in the foreground.
    pub fn open_channel(&self) -> Channel {
        self.open_channel_with(Settings::default())
    }

    /// Opens an unauthenticated channel in the given state.
    pub fn open_channel_with(&self, settings: Settings) -> Channel {
        Channel::open(&self.service, false, settings)
    }

    /// Opens a channel for an authenticated service in the given state.
    ///
    /// Its URI is `https` if the emulator has TLS, or if
    /// [`Options::authenticated_base_uri`](crate::Options::authenticated_base_uri) is.
    pub fn open_authenticated_channel(&self, settings: Settings) -> Channel {
        Channel::open(&self.service, true, settings)
    }

    /// All open channels, in the order in which they were opened.
    pub fn channels(&self) -> Vec<Channel> {
        Channel::all(&self.service)
    }

    /// Serves until `shutdown` completes, and then stops.
    pub async fn serve_until(self, shutdown: impl Future<Output = ()>) {
        shutdown.await;
        self.stop().await;
    }

    /// Stops the service. It accepts no more connections, and gives running exchanges two seconds to
    /// finish.
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
