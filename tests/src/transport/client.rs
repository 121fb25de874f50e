use std::fmt;
use std::sync::Arc;

use futures_util::{StreamExt as _, stream};
use http::{Request, Response};
use mpns_connect::{Connection, Error};
use mpns_proto::{CallbackRegistration, ChannelUri, Notification, Reply};
use tokio::runtime::Runtime;

use super::toast;

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

    /// The client's explanation of a connection.
    pub fn explain_connection(&self, connection: &Connection) -> Option<&'static str> {
        match self {
            Self::Hyper(client, _) => client.explain_connection(connection),
            Self::Blocking(client) => client.explain_connection(connection),
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
