use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use std::{io, thread};

use tokio::runtime::{Builder, Handle};
use tokio::sync::{oneshot, watch};

use super::Emulator;
#[cfg(feature = "store")]
use super::kept::Kept;
#[cfg(feature = "tls")]
use super::secure::Secure;
use super::start_error::StartError;
use crate::channel_uris::ChannelUris;
use crate::connection_faults::ConnectionFaults;
use crate::guard::Guard;
use crate::images::Images;
use crate::place;
#[cfg(not(feature = "store"))]
use crate::place::Place;
use crate::routes::Routes;
use crate::server::Listeners;
use crate::service::Service;
use crate::state::Rules;
#[cfg(not(feature = "store"))]
use crate::state::State;
use crate::{BaseUri, Options, server};

impl Emulator {
    /// Starts a service on the current tokio runtime. Port 0 means any free port.
    ///
    /// The control API has no authentication. Listen on loopback, unless everyone who can reach the
    /// address may see and change everything.
    ///
    /// # Errors
    ///
    /// If the address cannot be listened on, or an option names what cannot be used.
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
    /// If the address cannot be listened on, or an option names what cannot be used.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime with I/O and time enabled.
    pub async fn start_with(
        address: impl Into<SocketAddr>,
        options: Options,
    ) -> Result<Self, StartError> {
        let (emulator, running) = Self::bind(address.into(), options).await?;
        tokio::spawn(running);
        Ok(emulator)
    }

    /// Starts a service on a thread of its own, for programs and tests without a runtime.
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
    /// If the address cannot be listened on, an option names what cannot be used, or no thread can be started.
    pub fn start_blocking(address: impl Into<SocketAddr>) -> Result<Self, StartError> {
        Self::start_blocking_with(address, Options::default())
    }

    /// The same as [`start_blocking`](Self::start_blocking), with options.
    ///
    /// ```
    /// use mpns_emulator::{Emulator, Options, Settings};
    ///
    /// let options = Options {
    ///     authenticated_base_uri: Some("https://push.example:8443".parse()?),
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
    /// If the address cannot be listened on, an option names what cannot be used, or no thread can be started.
    pub fn start_blocking_with(
        address: impl Into<SocketAddr>,
        options: Options,
    ) -> Result<Self, StartError> {
        let address = address.into();
        let failed = |source| StartError::listen(address, source);
        let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let (sender, receiver) = mpsc::sync_channel(1);
        let run = move || {
            runtime.block_on(async {
                match Self::bind(address, options).await {
                    Err(error) => _ = sender.send(Err(error)),
                    Ok((emulator, running)) => {
                        let _ = sender.send(Ok(emulator));
                        running.await;
                    }
                }
            });
        };
        let thread = thread::Builder::new().name(THREAD.into()).spawn(run).map_err(failed)?;
        let mut emulator = receiver.recv().map_err(|gone| failed(io::Error::other(gone)))??;
        emulator.thread = Some(thread);
        Ok(emulator)
    }

    /// A service, and the future that runs it.
    async fn bind(
        address: SocketAddr,
        options: Options,
    ) -> Result<(Self, impl Future<Output = ()> + Send + 'static), StartError> {
        #[cfg(feature = "store")]
        let mut kept = Kept::open(options.state.as_deref())?;
        #[cfg(feature = "store")]
        let mut place = kept.place();
        #[cfg(not(feature = "store"))]
        let mut place = Place::default();
        let (listener, address) = place::listen(address, &mut place.port)?;
        let failed = |source| StartError::listen(address, source);
        #[cfg(feature = "tls")]
        let host = options.base_uri.as_ref().map(BaseUri::host);
        let base = match options.base_uri {
            Some(base) => base,
            None => BaseUri::of(address).map_err(|error| failed(io::Error::other(error)))?,
        };
        let authenticated_base = options.authenticated_base_uri;
        let (connection_faults, faults) = watch::channel(ConnectionFaults::default());
        let listeners = Listeners::plain(listener);
        #[cfg(feature = "tls")]
        let (listeners, tls, authenticated_base) = match options.tls {
            None => (listeners, None, authenticated_base),
            Some(tls) => {
                let secure = Secure::listen(
                    &tls,
                    host.as_deref(),
                    options.bounds.handshake_time,
                    faults.clone(),
                    &mut place,
                )
                .await?;
                let listeners = listeners.with_tls(secure.listener, secure.acceptor);
                (listeners, Some(secure.tls), authenticated_base.or(Some(secure.base)))
            }
        };
        let authenticated_base = authenticated_base.unwrap_or_else(|| base.clone());
        let bases = [&base, &authenticated_base];
        let guard = Guard::new(&bases, &options.allow_hosts, &options.allow_origins);
        let (shutdown, until_shutdown) = watch::channel(false);
        let (at_stop, stopped) = oneshot::channel::<()>();
        let shape = options.uri_shape.unwrap_or(options.profile.uri_shape());
        place.uri_shape = Some(shape);
        let uris = ChannelUris { base, authenticated_base, shape };
        let rules = Rules {
            uris,
            profile: options.profile,
            limits: options.limits,
            strict: options.strict,
            #[cfg(feature = "tls")]
            has_tls: tls.is_some(),
            #[cfg(not(feature = "tls"))]
            has_tls: false,
            bounds: options.bounds.clone(),
        };
        #[cfg(feature = "store")]
        let (state, is_restored) = kept.restore(&place, rules)?;
        #[cfg(not(feature = "store"))]
        let state = State::new(rules);
        let service = Service::new(
            state,
            options.callback_hosts,
            Images::new(options.images, options.image_hosts, &options.bounds),
            Handle::current(),
            until_shutdown.clone(),
            connection_faults,
        );
        #[cfg(feature = "store")]
        let (service, writer) = kept.begin(service)?;
        #[cfg(not(feature = "store"))]
        let service = Arc::new(service);
        let routes = Routes::new(Arc::clone(&service), guard);
        let bounds = options.bounds;
        let clock = Arc::clone(&service).run_clock();
        let running = async move {
            tokio::join!(server::run(listeners, routes, &bounds, faults, until_shutdown), clock);
            #[cfg(feature = "store")]
            if let Some(writer) = writer {
                writer.finish().await;
            }
            drop(at_stop);
        };
        let emulator = Self {
            service,
            address,
            shutdown,
            stopped,
            thread: None,
            #[cfg(feature = "store")]
            is_restored,
            #[cfg(feature = "tls")]
            tls,
        };
        Ok((emulator, running))
    }
}

const THREAD: &str = "mpns-emulator";
