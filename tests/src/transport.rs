//! The transports behind one interface, for tests that hold all of them to the same behaviour.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use http::{Request, Response};
use mpns_connect::{Error, Proxy, Tls};
use mpns_proto::{CallbackRegistration, ChannelUri, Notification, Reply, Toast};
use tokio::runtime::{self, Runtime};

/// The transports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// `mpns-hyper` on a runtime of several threads.
    Hyper,
    /// `mpns-hyper` on a runtime of the current thread.
    HyperOnOneThread,
    /// `mpns-blocking`.
    Blocking,
}

impl Transport {
    /// Each transport once.
    pub const ALL: [Self; 2] = [Self::Hyper, Self::Blocking];

    /// Each transport on each of its runtimes.
    pub const ON_ALL_RUNTIMES: [Self; 3] = [Self::Hyper, Self::HyperOnOneThread, Self::Blocking];

    /// The name in tables and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hyper => "hyper",
            Self::HyperOnOneThread => "hyper on one thread",
            Self::Blocking => "blocking",
        }
    }

    /// The transport's `Client::new`.
    pub fn new_client(self) -> Client {
        match self.runtime() {
            Some(runtime) => Client::Hyper(Box::default(), runtime),
            None => Client::Blocking(mpns_blocking::Client::new()),
        }
    }

    /// The transport's `Client::builder`.
    pub fn builder(self) -> Builder {
        match self.runtime() {
            Some(runtime) => Builder::Hyper(mpns_hyper::Client::builder(), runtime),
            None => Builder::Blocking(mpns_blocking::Client::builder()),
        }
    }

    fn runtime(self) -> Option<Arc<Runtime>> {
        let mut builder = match self {
            Self::Hyper => runtime::Builder::new_multi_thread(),
            Self::HyperOnOneThread => runtime::Builder::new_current_thread(),
            Self::Blocking => return None,
        };
        Some(Arc::new(builder.enable_all().build().expect("a runtime")))
    }
}

/// The builders of the transports, whose methods have the same names.
#[derive(Clone)]
pub enum Builder {
    /// With the runtime of its client.
    Hyper(mpns_hyper::ClientBuilder, Arc<Runtime>),
    /// Needs no runtime.
    Blocking(mpns_blocking::ClientBuilder),
}

macro_rules! options {
    ($($name:ident: $type:ty,)*) => {$(
        #[doc = concat!("Sets `", stringify!($name), "` of the transport's builder.")]
        #[must_use]
        pub fn $name(self, $name: $type) -> Self {
            match self {
                Self::Hyper(builder, runtime) => Self::Hyper(builder.$name($name), runtime),
                Self::Blocking(builder) => Self::Blocking(builder.$name($name)),
            }
        }
    )*};
}

impl Builder {
    options! {
        timeout: Duration,
        connect_timeout: Duration,
        tls: Tls,
        proxy: Proxy,
        require_identity: bool,
        max_idle_connections: usize,
    }

    /// The client with these options.
    pub fn build(self) -> Client {
        match self {
            Self::Hyper(builder, runtime) => Client::Hyper(Box::new(builder.build()), runtime),
            Self::Blocking(builder) => Client::Blocking(builder.build()),
        }
    }
}

/// As the transport's builder.
impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hyper(builder, _) => builder.fmt(f),
            Self::Blocking(builder) => builder.fmt(f),
        }
    }
}

/// The clients of the transports. Each call blocks.
#[derive(Clone)]
pub enum Client {
    /// With its runtime.
    Hyper(Box<mpns_hyper::Client>, Arc<Runtime>),
    /// Needs no runtime.
    Blocking(mpns_blocking::Client),
}

impl Client {
    /// Sends the [`toast`].
    pub fn send(&self, channel: &ChannelUri) -> Result<Reply, Error> {
        match self {
            Self::Hyper(client, runtime) => runtime.block_on(client.send(&toast(), channel)),
            Self::Blocking(client) => client.send(&toast(), channel),
        }
    }

    /// Sends the jobs, at most so many at a time, and passes on the key and the result of each as it arrives.
    pub fn send_all<K, J>(
        &self,
        jobs: J,
        at_most: usize,
        mut each: impl FnMut(K, Result<Reply, Error>),
    ) where
        K: Send + 'static,
        J: IntoIterator<Item = (K, ChannelUri, Notification)>,
        J::IntoIter: Send + 'static,
    {
        match self {
            Self::Hyper(client, runtime) => runtime.block_on(async {
                let mut results = client.send_all(stream::iter(jobs), at_most);
                while let Some((key, result)) = results.next().await {
                    each(key, result);
                }
            }),
            Self::Blocking(client) => {
                for (key, result) in client.send_all(jobs, at_most) {
                    each(key, result);
                }
            }
        }
    }

    /// Sends any request.
    pub fn request(&self, request: Request<Vec<u8>>) -> Result<Response<()>, Error> {
        match self {
            Self::Hyper(client, runtime) => runtime.block_on(client.request(request)),
            Self::Blocking(client) => client.request(request),
        }
    }

    /// Registers a callback.
    pub fn register_callback(&self, registration: &CallbackRegistration) -> Result<Reply, Error> {
        match self {
            Self::Hyper(client, runtime) => {
                runtime.block_on(client.register_callback(registration))
            }
            Self::Blocking(client) => client.register_callback(registration),
        }
    }

    /// Whether the client says that it has an identity.
    pub fn has_identity(&self) -> bool {
        match self {
            Self::Hyper(client, _) => client.has_identity(),
            Self::Blocking(client) => client.has_identity(),
        }
    }

    /// The client's explanation of a reply of this channel.
    pub fn explain(&self, reply: &Reply, channel: &ChannelUri) -> Option<&'static str> {
        match self {
            Self::Hyper(client, _) => client.explain(reply, channel),
            Self::Blocking(client) => client.explain(reply, channel),
        }
    }
}

/// As the transport's client.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hyper(client, _) => client.fmt(f),
            Self::Blocking(client) => client.fmt(f),
        }
    }
}

/// What [`Client::send`] sends.
pub fn toast() -> Notification {
    let toast =
        Toast { text1: Some("Goal!".into()), text2: Some("2:1".into()), ..Toast::default() };
    toast.build().expect("a toast")
}

/// A job for each channel, whose key is the channel's index.
pub fn jobs(
    channels: Vec<ChannelUri>,
) -> impl ExactSizeIterator<Item = (usize, ChannelUri, Notification)> {
    channels.into_iter().enumerate().map(|(key, channel)| (key, channel, toast()))
}
