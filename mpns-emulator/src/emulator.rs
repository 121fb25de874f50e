use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, mpsc};
use std::{fmt, io, thread};

use mpns_proto::Limits;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Handle};
use tokio::sync::{oneshot, watch};

use crate::shared::Shared;
use crate::{Base, Channel, Settings, routes, server, usage};

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
    shared: Arc<Shared>,
    address: SocketAddr,
    shutdown: watch::Sender<bool>,
    stopped: oneshot::Receiver<()>,
    /// The thread that the service runs on, if it has its own.
    thread: Option<thread::JoinHandle<()>>,
}

impl Emulator {
    /// A free port of the loopback interface.
    pub const LOOPBACK: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

    /// Starts a service on the runtime of the caller. Port 0 means any free port.
    ///
    /// The control API has no authentication. Listen on loopback, unless everyone who can reach the
    /// address may see and change everything.
    ///
    /// # Errors
    ///
    /// If the address cannot be listened on.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime with I/O and time enabled.
    pub async fn start(address: impl Into<SocketAddr>) -> Result<Self, StartError> {
        Self::start_with(address, Options::default()).await
    }

    /// The same as [`start`](Self::start), with options.
    ///
    /// # Errors
    ///
    /// If the address cannot be listened on.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime with I/O and time enabled.
    pub async fn start_with(
        address: impl Into<SocketAddr>,
        options: Options,
    ) -> Result<Self, StartError> {
        let (emulator, service) = Self::bind(address.into(), options).await?;
        tokio::spawn(service);
        Ok(emulator)
    }

    /// Starts a service on its own thread, for programs and tests without a runtime.
    ///
    /// Dropping the emulator waits until the service has stopped, which takes at most a few seconds.
    ///
    /// ```
    /// use mpns_emulator::Emulator;
    ///
    /// let emulator = Emulator::start_blocking(Emulator::LOOPBACK)?;
    /// assert!(emulator.open_channel().uri().expose().starts_with("http://127.0.0.1:"));
    /// # Ok::<(), mpns_emulator::StartError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the address cannot be listened on, or the system has no thread left.
    pub fn start_blocking(address: impl Into<SocketAddr>) -> Result<Self, StartError> {
        Self::start_blocking_with(address, Options::default())
    }

    /// The same as [`start_blocking`](Self::start_blocking), with options.
    ///
    /// ```
    /// use mpns_emulator::{Emulator, Options, Settings};
    ///
    /// let options = Options {
    ///     authenticated_base: Some("https://push.example:8443".parse()?),
    ///     ..Options::default()
    /// };
    /// let emulator = Emulator::start_blocking_with(Emulator::LOOPBACK, options)?;
    /// let channel = emulator.open_authenticated_channel(Settings::default());
    /// assert!(channel.uri().expose().starts_with("https://push.example:8443/"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the address cannot be listened on, or the system has no thread left.
    pub fn start_blocking_with(
        address: impl Into<SocketAddr>,
        options: Options,
    ) -> Result<Self, StartError> {
        let address = address.into();
        let failed = |source| StartError { address, source };
        let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let (sender, receiver) = mpsc::sync_channel(1);
        let run = move || {
            runtime.block_on(async {
                match Self::bind(address, options).await {
                    Err(error) => _ = sender.send(Err(error)),
                    Ok((emulator, service)) => {
                        let _ = sender.send(Ok(emulator));
                        service.await;
                    }
                }
            });
        };
        let thread = thread::Builder::new().name(THREAD.into()).spawn(run).map_err(failed)?;
        let mut emulator = receiver.recv().map_err(|gone| failed(io::Error::other(gone)))??;
        emulator.thread = Some(thread);
        Ok(emulator)
    }

    /// The address that the service listens on, with the actual port.
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// What the URIs of unauthenticated channels start with.
    pub fn base(&self) -> &Base {
        &self.shared.base
    }

    /// How to use the service with curl: the text that `GET /` answers with.
    pub fn usage(&self) -> String {
        usage::text(&self.shared)
    }

    /// Opens an unauthenticated channel of a connected phone with the app in the foreground.
    pub fn open_channel(&self) -> Channel {
        self.open_channel_with(Settings::default())
    }

    /// Opens an unauthenticated channel in the given state.
    pub fn open_channel_with(&self, settings: Settings) -> Channel {
        Channel::open(&self.shared, false, settings)
    }

    /// Opens a channel for an authenticated service in the given state.
    ///
    /// The emulator speaks no TLS and checks no certificate: the URI starts with `https` only if
    /// [`Options::authenticated_base`] does.
    pub fn open_authenticated_channel(&self, settings: Settings) -> Channel {
        Channel::open(&self.shared, true, settings)
    }

    /// All open channels, in the order in which they were opened.
    pub fn channels(&self) -> Vec<Channel> {
        Channel::all(&self.shared)
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

    /// A service, and the future that runs it.
    async fn bind(
        address: SocketAddr,
        options: Options,
    ) -> Result<(Self, impl Future<Output = ()> + Send + 'static), StartError> {
        let failed = |source| StartError { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let base = match options.base {
            Some(base) => base,
            None => Base::of(address).map_err(|error| failed(io::Error::other(error)))?,
        };
        let (shutdown, until_shutdown) = watch::channel(false);
        let (at_stop, stopped) = oneshot::channel::<()>();
        let shared = Arc::new(Shared::new(
            options.authenticated_base.unwrap_or_else(|| base.clone()),
            base,
            options.limits,
            Handle::current(),
            until_shutdown.clone(),
        ));
        let router = routes::router(Arc::clone(&shared));
        let service = async move {
            server::run(listener, router, until_shutdown).await;
            drop(at_stop);
        };
        Ok((Self { shared, address, shutdown, stopped, thread: None }, service))
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

/// What an [`Emulator`] is started with.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What channel URIs start with; by default the address that the emulator listens on.
    pub base: Option<Base>,
    /// What the URIs of authenticated channels start with, such as the address of a TLS proxy before the
    /// emulator; by default the same as for the other channels.
    pub authenticated_base: Option<Base>,
    /// How long notifications may be. `os` is ignored: [`Settings::os`] says what the phone of a channel
    /// runs.
    pub limits: Limits,
}

/// Why an [`Emulator`] cannot start.
#[derive(Debug, thiserror::Error)]
#[error("the emulator cannot listen on {address}")]
pub struct StartError {
    address: SocketAddr,
    source: io::Error,
}

const THREAD: &str = "mpns-emulator";
